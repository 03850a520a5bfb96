# What each rule found, in plain words. One block per rule: title, meaning, innocent explanations, what to do.

finding-datausage-orphan-usage-title = Network usage of a process that was removed from the list
finding-datausage-orphan-usage-meaning = iOS keeps a list of processes and, beside it, how much data each one used. Here usage is recorded for a process that is no longer in the list. iOS removes both together. Spyware of the Pegasus family was seen to remove only its name.
finding-datausage-orphan-usage-innocent = A damaged or half-copied database, or a backup taken at the very moment the list was cleaned, can look like this.
finding-datausage-orphan-usage-next = Keep this backup, and let a forensic analyst look at it together with a new backup and a sysdiagnose.

finding-datausage-process-gap-title = Missing numbers in the list of processes
finding-datausage-process-gap-meaning = Each process gets a running number when it first uses the network. Missing numbers mean that entries were removed at some time. This is background: it helps an analyst to read other findings.
finding-datausage-process-gap-innocent = iOS itself removes entries, for example when an app is deleted. Most phones have such gaps.

finding-datausage-backupagent-cellular-title = BackupAgent used the cellular network
finding-datausage-backupagent-cellular-meaning = The system program BackupAgent is present in iOS, but is not used any more and has no reason to send or receive data. The attackers of Operation Triangulation let their implant use this name.
finding-datausage-backupagent-cellular-innocent = None is known. (BackupAgent2, with a 2 at its end, is the program that makes backups, and is not meant here.)
finding-datausage-backupagent-cellular-next = Ask one of the helplines named in this report for a forensic examination before you change anything on the phone.

finding-addaily-backupagent-cellular-title = BackupAgent used the cellular network
finding-addaily-backupagent-cellular-meaning = The daily analytics of iOS count traffic for the system program BackupAgent, which has no reason to use the network. The attackers of Operation Triangulation let their implant use this name.
finding-addaily-backupagent-cellular-innocent = None is known. (BackupAgent2, with a 2 at its end, is the program that makes backups, and is not meant here.)
finding-addaily-backupagent-cellular-next = Ask one of the helplines named in this report for a forensic examination before you change anything on the phone.

finding-datausage-mostly-outbound-title = A process without an app sent much more than it received
finding-datausage-mostly-outbound-meaning = Spyware sends out what it collects. This process belongs to no app that the phone names, and sent at least ten times as much as it received.
finding-datausage-mostly-outbound-innocent = Several programs of iOS upload photographs, backups or diagnostics and look exactly like this. We have no complete list of them for this iOS version, so this is background only.

finding-process-in-staging-directory-title = A program ran from a folder that spyware has used
finding-process-in-staging-directory-meaning = The phone names a program in the staging folder of the system's role accounts. Programs of Pegasus and of QuaDream were found there. Apart from one update worker of iOS, which we leave out, a stock system runs nothing from it.
finding-process-in-staging-directory-innocent = A new iOS version may use this folder in a way that is not yet known.
finding-process-in-staging-directory-next = Ask one of the helplines named in this report for a forensic examination before you restart or update the phone.

finding-process-in-temporary-directory-title = A program ran from a temporary folder
finding-process-in-temporary-directory-meaning = iOS keeps data in its temporary folder, never programs. Predator was found running from there.
finding-process-in-temporary-directory-innocent = A jailbroken phone can run programs from anywhere. If the owner jailbroke the phone, this may be theirs.
finding-process-in-temporary-directory-next = Ask one of the helplines named in this report for a forensic examination before you restart or update the phone.

finding-process-in-odd-directory-title = A program ran from an unusual folder
finding-process-in-odd-directory-meaning = The phone names a program in a folder where iOS keeps data. Known spyware ran from such folders.
finding-process-in-odd-directory-innocent = Update workers of iOS run from below this folder, and so do tools on a jailbroken phone.
finding-process-in-odd-directory-next = Let an analyst look at the name and the path.

finding-safari-fast-redirect-title = An unencrypted page led to another address in less than a second
finding-safari-fast-redirect-meaning = Attackers who control the network can answer an unencrypted (http) request with a redirect to their own server. Ordinary redirects look the same; this is background that helps to read other findings around the same time.
finding-safari-fast-redirect-innocent = Advertising, link shorteners, sign-in pages of Wi-Fi networks and moved websites do this every day.

finding-apple-threat-notification-title = Apple has warned the owner of this phone
finding-apple-threat-notification-meaning = A message from Apple's own sender of threat notifications is stored on this phone. Apple sends it to people whom it believes mercenary spyware was aimed at. It says that the person was a target; it does not say that the attack succeeded.
finding-apple-threat-notification-innocent = Sender names can be forged. A real notification is also shown at the top of the page after signing in at account.apple.com, which you type in yourself.
finding-apple-threat-notification-next = Take it seriously: sign in at account.apple.com to see whether the notification stands there too, and ask one of the helplines named in this report for help.

finding-apple-threat-notification-other-sender-title = A message with the words of Apple's warning, from another sender
finding-apple-threat-notification-other-sender-meaning = The message begins as Apple's threat notifications do, but the sender is not one of those that Apple names. It may be a real warning that was forwarded, or a lure that copies one.
finding-apple-threat-notification-other-sender-innocent = A colleague or a lawyer may have forwarded the text of a warning.
finding-apple-threat-notification-other-sender-next = Do not open any link in it. A real notification never asks you to open a link, install an app or give a password; you see it when you sign in at account.apple.com, which you type in yourself.

finding-sms-attachment-in-tmp-title = A received attachment lay in a temporary folder
finding-sms-attachment-in-tmp-meaning = Attachments of messages belong into their own folder. In attacks on iMessage that needed no tap, received attachments with such names lay in the temporary folder instead.
finding-sms-attachment-in-tmp-innocent = A message that was being received while the phone ran out of space, or a leftover of an interrupted download, can look like this.
finding-sms-attachment-in-tmp-next = Keep the message, and let an analyst look at it.

finding-sms-attachment-type-mismatch-title = An attachment is named as a picture but declared as something else
finding-sms-attachment-type-mismatch-meaning = In the attacks known as FORCEDENTRY, files named .gif were really PDF or Photoshop files made to break the program that draws previews.
finding-sms-attachment-type-mismatch-innocent = People rename files, and some apps name everything .jpg.
finding-sms-attachment-type-mismatch-next = Do not open it. Keep the message, and let an analyst look at the file.

finding-attachment-content-mismatch-title = An attachment named as a picture holds something else
finding-attachment-content-mismatch-meaning = The first bytes of the file say that it is another type than its name. In the attacks known as FORCEDENTRY, files named .gif were really PDF or Photoshop files made to break the program that draws previews.
finding-attachment-content-mismatch-innocent = People rename files, and some apps name everything .jpg.
finding-attachment-content-mismatch-next = Do not open it. Keep the message, and let an analyst look at the file.

finding-sms-row-gap-title = Message numbers are missing
finding-sms-row-gap-meaning = Messages and attachments are numbered in order. Missing numbers mean that some were deleted, by the owner, by a setting, or by someone else. This is background: the times on both sides help an analyst to read other findings.
finding-sms-row-gap-innocent = Everyone deletes messages, and phones can be set to delete old ones. Nearly all phones have such gaps.

finding-idstatus-double-nul-title = An account name with hidden characters was looked up
finding-idstatus-double-nul-meaning = The phone looked up an iMessage account whose name holds zero characters that nobody can type. Such names were seen in attacks on iMessage.
finding-idstatus-double-nul-innocent = A damaged contact or a faulty messaging app could produce such a name; no such case is known to us.
finding-idstatus-double-nul-next = Let an analyst look at the account name and the time.

finding-calendar-backdated-invitation-title = A calendar item "Meeting" / "Notes" set years back
finding-calendar-backdated-invitation-meaning = Attacks by QuaDream used invitations for long past dates, named Meeting with the note Notes, because the phone accepts those without telling its owner.
finding-calendar-backdated-invitation-innocent = Someone may have entered a past meeting under this plain name, or imported an old calendar.
finding-calendar-backdated-invitation-next = Do not delete it. Let an analyst look at the organiser and the dates.

finding-calendar-meeting-notes-title = A calendar item named "Meeting" with the note "Notes"
finding-calendar-meeting-notes-meaning = Attacks by QuaDream used items with these words, but set years into the past. Nothing shows that this one was set back, so it is background only.
finding-calendar-meeting-notes-innocent = These are ordinary words for an ordinary meeting.

finding-profile-event-title = A configuration profile was installed, changed or removed
finding-profile-event-meaning = Profiles change what a phone trusts and who can manage it. The list of such events helps to see when settings changed.
finding-profile-event-innocent = iOS itself, mobile operators, schools and employers install profiles. Most phones have such events.

finding-profile-mdm-title = Someone else can manage this phone
finding-profile-mdm-meaning = A profile for mobile device management is installed. Whoever runs the management server can install apps, change settings, and lock or wipe the phone.
finding-profile-mdm-innocent = Phones that belong to an employer, a school or an organisation are managed like this, with the knowledge of the person who uses them.
finding-profile-mdm-next = Ask yourself whether you know who manages your phone. If not, ask one of the helplines named in this report before you remove the profile.

finding-profile-root-ca-title = A profile brings an additional certificate authority
finding-profile-root-ca-meaning = If the phone trusts it fully, whoever holds the key of this certificate can read and change encrypted traffic of apps and websites, if the traffic passes through them.
finding-profile-root-ca-innocent = Employers, universities, security products and developers install their own certificates. A certificate of the type pkcs1 or pem may also be an intermediate one or that of a single server, which gives no such power by itself.
finding-profile-root-ca-next = Look at the name of the certificate in Settings. If you do not know where it comes from, ask one of the helplines named in this report before you remove it.

finding-profile-proxy-title = A profile for a network sets a proxy
finding-profile-proxy-meaning = A profile for Wi-Fi or a cellular network names a proxy. Whoever runs it can see where the phone connects to on that network, and for unencrypted connections also what is sent.
finding-profile-proxy-innocent = Schools, employers and some operators set this up for their networks.
finding-profile-proxy-next = Ask yourself whether you know this network and who set it up. If not, ask one of the helplines named in this report.

finding-profile-traffic-title = A profile leads the phone's traffic through someone else
finding-profile-traffic-meaning = A VPN, proxy, filter or name service set by a profile can see where the phone connects to, and for unencrypted connections also what is sent.
finding-profile-traffic-innocent = VPN apps, employers, parental controls and some operators set this up.
finding-profile-traffic-next = Ask yourself whether you know this service. If not, ask one of the helplines named in this report.

finding-profile-notification-settings-title = A profile changes which notifications are shown
finding-profile-notification-settings-meaning = With such a profile, notifications of chosen apps can be hidden from the owner of the phone.
finding-profile-notification-settings-innocent = Employers use this to keep work apps quiet or to make them visible.
finding-profile-notification-settings-next = Ask yourself whether you know who installed this profile.

finding-app-unknown-source-title = An app came from somewhere other than the App Store
finding-app-unknown-source-meaning = The phone names a source of this app that is not Apple's App Store. Spyware for iPhones has been delivered through enterprise certificates and other channels outside the store.
finding-app-unknown-source-innocent = Employers' own apps, developers' test builds, and alternative app marketplaces (in the European Union and Japan) are installed like this.
finding-app-unknown-source-next = Ask yourself whether you installed this app and know where it came from.

finding-app-without-store-record-title = An app carries no record of the App Store
finding-app-without-store-record-meaning = Apps from the App Store come with a purchase record. This one has none or an incomplete one, as side-loaded apps have.
finding-app-without-store-record-innocent = Employers' own apps and developers' builds have no such record, and a backup of an app that was just being installed may lack it.
finding-app-without-store-record-next = Ask yourself whether you installed this app and know where it came from.

finding-app-from-testflight-title = An app came through TestFlight
finding-app-from-testflight-meaning = TestFlight is Apple's own channel for test versions. Its apps are checked less than those of the App Store. This is background only.
finding-app-from-testflight-innocent = Many well-known apps offer test versions to anyone who is curious.

finding-lockdown-mode-on-title = Lockdown Mode is on
finding-lockdown-mode-on-meaning = Lockdown Mode switches off many of the ways in which mercenary spyware got into phones. That it is on says only that someone chose this protection.
finding-lockdown-mode-on-innocent = It is a protection that somebody switched on, as a rule the owner: a good sign for the phone's safety, not a trace of an attack.

finding-lockdown-mode-off-title = Lockdown Mode is off
finding-lockdown-mode-off-meaning = The phone holds the setting for Lockdown Mode, and it is switched off. It switches off many of the ways in which mercenary spyware got into phones.
finding-lockdown-mode-off-innocent = Most people never switch it on. This is not a trace of an attack.

finding-custody-window-change-title = Something changed while the phone was out of your hands
finding-custody-window-change-meaning = Within the days you named, an app or a profile was installed or changed. Whoever held the phone then could have done it.
finding-custody-window-change-innocent = Apps update by themselves, and some stores are dated by the phone's own upkeep.
finding-custody-window-change-next = Write down who held the phone and when, and show this to an analyst.
