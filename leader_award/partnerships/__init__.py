"""The register of local government, organisations and who acts for them."""
