"""Electronic licences 电子证照: issue, seal, verify."""
