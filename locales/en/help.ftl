# Who helps. Names and addresses stand in crates/words/helplines.toml.

helpline-access-now-who = Free help with digital security, day and night, for civil society everywhere: activists, journalists, media, human rights defenders.
helpline-amnesty-who = Forensic help for human rights defenders, journalists and civil society who may have been targeted with spyware.
