# What findings by published indicators mean, and the words for levels, kinds and types. One block per key:
# title, meaning, innocent explanations, what to do. The blocks of rules stand in rules.ftl.

finding-indicator-infection-title = A published sign of spyware is present on this phone
finding-indicator-infection-meaning = A program, file, app or profile carries a name that researchers have published as belonging to spyware, in a place of the phone where such names say what ran or was installed. This is the strongest kind of sign that this check knows.
finding-indicator-infection-innocent = Names can coincide: a harmless program may share a short name with spyware, and lists contain mistakes. Security training and test samples leave the same names.
finding-indicator-infection-next = Keep the phone as it is, keep this backup, and ask one of the helplines for a forensic examination, from another device.

finding-indicator-targeting-title = Something on a published list of spyware was received
finding-indicator-targeting-meaning = A message, a call or an invitation came with an address, or from an account, that researchers have published as used in spyware attacks. It says that somebody may have tried. It does not say that the attempt succeeded.
finding-indicator-targeting-innocent = People forward such links as a warning, and newsletters and group chats quote them. Telephone numbers change hands.
finding-indicator-targeting-next = Do not open it and do not answer. Keep the message. Ask one of the helplines, from another device, whether it belongs to a known attack.

finding-indicator-exposure-title = An address on a published list of spyware was met
finding-indicator-exposure-meaning = An address or account that researchers have published was visited, sent, or kept in a cache or a count of this phone. Such traces remain after an attack through the browser. They remain just as well after somebody has only looked at a page.
finding-indicator-exposure-innocent = Journalists and researchers visit such pages for their work, news articles link to the sites of spyware makers, and browsers keep addresses that were never opened.
finding-indicator-exposure-next = Try to remember what was done on the phone at that time. If nobody remembers opening it, ask one of the helplines, from another device.

finding-indicator-contact-title = A published address or number stands in the contacts
finding-indicator-contact-meaning = The owner's own address book holds an address or number that is on a published list. Whom somebody knows is no sign of an attack. It is named because it may explain other findings.
finding-indicator-contact-innocent = The owner saved this contact, perhaps to recognise or to block it. Telephone numbers change hands.
finding-indicator-contact-next = Ask the owner who this contact is.

finding-indicator-withdrawn-title = Something matches an indicator that is no longer in force
finding-indicator-withdrawn-meaning = The publisher has withdrawn this indicator, or the record is later than the time for which it was published. Then somebody else may hold the address or the name. It is background only.
finding-indicator-withdrawn-innocent = Addresses expire and are registered again by other people, and lists are corrected.
finding-indicator-withdrawn-next = The list of indicators below says whether it was withdrawn, or until when its publisher vouches for it. An analyst can look up why.

level-match = Published indicator
level-match-meaning = A name, an address or a file that researchers have published, in a place where it means something.
level-implausible = Not normal for an iPhone
level-implausible-meaning = On no published list, but a phone as Apple ships it does not do this.
level-anomaly = Worth a look
level-anomaly-meaning = Unusual. It often has an innocent explanation.
level-context = Background
level-context-meaning = Helps to read the rest. It never changes the result of the check.

kind-infection = Signs of spyware on the phone
kind-infection-meaning = Spyware may have run here, or its files or settings are there.
kind-targeting = Attempts to reach the phone
kind-targeting-meaning = Something was received that may have been an attempt. It does not say that the attempt succeeded.
kind-exposure = Contact with listed addresses
kind-exposure-meaning = A page was visited, or an address was sent, kept or counted.
kind-tampering = Removed or altered traces
kind-tampering-meaning = Something was removed or changed that the phone itself leaves alone.
kind-weakness = Settings that make spying easier
kind-weakness-meaning = Somebody else may manage this phone or read its traffic, often with the owner's knowledge.

type-domain = domain name
type-url = web address
type-ip = IP address
type-email = e-mail address
type-phone = telephone number
type-process = process name
type-path = path
type-file_name = file name
type-md5 = MD5 digest
type-sha1 = SHA-1 digest
type-sha256 = SHA-256 digest
type-app_id = app identifier
type-certificate = certificate digest
type-profile_id = profile identifier
type-property = value
