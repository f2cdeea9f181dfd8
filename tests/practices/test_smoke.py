from tests.practices import builders


def test_all(client, entrant, organiser):
    pid = builders.published(entrant.person_id, entrant.organisation_id)
    slug = builders.whole(pid).slug
    eid = builders.whole(pid).entry_id
    for url in [
        "/dobre-praktyki",
        "/dobre-praktyki?q=lodz",
        "/dobre-praktyki?widok=mapa",
        f"/dobre-praktyki/{slug}",
        "/dane",
        "/dane/dobre-praktyki.json",
        "/dane/dobre-praktyki.csv",
        "/dobre-praktyki/kanal.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/api/v1/practices",
        f"/api/v1/practices/{slug}",
        "/api/v1/openapi.json",
    ]:
        a = client.get(url, buffered=True)
        print(url, a.status_code, len(a.data))
        assert a.status_code == 200
        if url.startswith("/dane/") or "api/v1/practices" in url:
            print(a.get_data(as_text=True)[:1500])
    for url in [
        "/organizator/dobre-praktyki",
        f"/organizator/dobre-praktyki/{pid}",
        f"/organizator/dobre-praktyki/{pid}/wersje",
        "/organizator/dobre-praktyki/wdrozenia",
        f"/organizator/edycje/{builders.whole(pid).edition_id}/dobre-praktyki",
    ]:
        a = organiser.get(url)
        print(url, a.status_code)
        assert a.status_code == 200
    for url in [f"/zgloszenia/{eid}/dobra-praktyka", "/start"]:
        a = entrant.browser.get(url)
        print(url, a.status_code)
        assert a.status_code == 200
