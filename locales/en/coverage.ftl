# The stores of a phone in words that people understand, and what a check could not see.

artifact-files = Files, by their digests
artifact-manifest = List of all files in the backup
artifact-backup_info = Description of the backup
artifact-applications = Installed apps
artifact-sms = Messages (SMS and iMessage)
artifact-sms_attachments = Attachments of messages
artifact-whatsapp = WhatsApp messages
artifact-whatsapp_contacts = WhatsApp contacts
artifact-contacts = Contacts
artifact-calls = Calls
artifact-interaction_c = Record of contacts between people and apps
artifact-calendar = Calendar
artifact-safari_history = Pages visited in Safari
artifact-safari_browser_state = Open pages in Safari (older iOS)
artifact-safari_tabs = Open pages in Safari
artifact-safari_cloud_tabs = Pages open in Safari on the owner's other devices
artifact-datausage = Data used by each program
artifact-os_analytics_ad_daily = Daily system analytics
artifact-tcc = Permissions given to apps
artifact-id_status_cache = Apple accounts that the phone looked up
artifact-configuration_profiles = Configuration profiles
artifact-profile_events = Installed and removed profiles
artifact-global_preferences = System settings
artifact-webkit_resource_load_statistics = Websites counted against tracking
artifact-webkit_session_resource_log = Websites loaded inside apps
artifact-shortcuts = Shortcuts
artifact-locationd_clients = Programs that asked for the location

limit-backup_not_encrypted = The backup was not encrypted. Such a backup usually holds no Safari history, no calls and not the health of the usage stores. An encrypted backup shows more.
limit-partial_backup = More than half of the files that the backup names are missing from it.
limit-builtin_pack_only = Only the short built-in list of indicators was used. Published lists of researchers know far more.
limit-packs_older_than_90_days = The lists of indicators were more than 90 days old when the backup was made. Newer attacks are not on them.
limit-memory_only_spyware_not_visible = Spyware that lives in memory alone, and goes away when the phone restarts, leaves nothing in a backup.

unread-not_in_backup = Named by the backup, but not stored in it
unread-not_in_manifest = Stored in the backup, but not named by its list of files; nobody knows what they are
unread-no_reader = Files that this program does not read
unread-not_hashed = Files that were not compared with published digests
unread-no_baseline = Rules that lack a list of what this version of the system runs by itself; they report background only
unread-shortener = Links through a shortening service; where they lead was not looked up
