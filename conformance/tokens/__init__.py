"""Every way to an access token, one file a flow."""
