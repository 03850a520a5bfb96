//! The words that fields may take, each list spelled as in a dossier.

/// Declares a list of words: the variants, their spelling, and reading, writing and describing them.
macro_rules! words {
    ($( $(#[doc = $about:literal])+ $name:ident { $( $variant:ident $word:literal, )+ } )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name {
                $( #[doc = concat!("`", $word, "`")] $variant, )+
            }

            impl $name {
                /// Every word, in the order of the list.
                pub const ALL: &[Self] = &[$( Self::$variant, )+];
                /// How the words are spelled, in the same order.
                pub const WORDS: &[&str] = &[$( $word, )+];

                /// The word as it is spelled in a dossier.
                pub fn as_str(self) -> &'static str {
                    match self { $( Self::$variant => $word, )+ }
                }

                /// The variant of a word, if it is in the list.
                pub fn parse(word: &str) -> Option<Self> {
                    match word { $( $word => Some(Self::$variant), )+ _ => None }
                }
            }

            impl crate::field::Value for $name {
                fn shape() -> crate::field::Shape {
                    crate::field::Shape::Word(Self::WORDS)
                }

                fn read(node: &crate::node::Node<'_>, reader: &mut crate::reader::Reader<'_>) -> Option<Self> {
                    reader.word(node, Self::WORDS).and_then(Self::parse)
                }

                fn write(&self) -> serde_json::Value {
                    self.as_str().into()
                }
            }
        )+
    };
}

words! {
    /// What an actor is.
    ActorKind {
        Vendor "vendor",
        ProductDeveloper "product_developer",
        ResellerBroker "reseller_broker",
        Supplier "supplier",
        Holding "holding",
        Subsidiary "subsidiary",
        InvestorFund "investor_fund",
        InvestorParent "investor_parent",
        Lender "lender",
        PensionFund "pension_fund",
        State "state",
        StateBody "state_body",
        CustomerAgency "customer_agency",
        CivilSociety "civil_society",
        ResearchLab "research_lab",
        Media "media",
        PrFirm "pr_firm",
        LawFirm "law_firm",
        Igo "igo",
        Ncp "ncp",
        Court "court",
        Regulator "regulator",
        Person "person",
        GroupUnnamed "group_unnamed",
    }

    /// Whether an actor still exists under its name.
    ActorState {
        Active "active",
        Dissolved "dissolved",
        Renamed "renamed",
        Unknown "unknown",
    }

    /// What sort of name it is.
    NameKind {
        Legal "legal",
        Trading "trading",
        Former "former",
        Alias "alias",
        Transliteration "transliteration",
    }

    /// What a product does.
    ProductClass {
        MobileSpyware "mobile_spyware",
        ZeroClick "zero_click",
        NetworkInjection "network_injection",
        Forensics "forensics",
        Interception "interception",
        Other "other",
    }

    /// How the subject of a relationship stands to its object.
    Relation {
        Owns "owns",
        Controls "controls",
        InvestsIn "invests_in",
        LendsTo "lends_to",
        BoardOf "board_of",
        Employs "employs",
        Represents "represents",
        Supplies "supplies",
        Resells "resells",
        Sells "sells",
        Supports "supports",
        SellsTo "sells_to",
        Operates "operates",
        Services "services",
        MemberOf "member_of",
        Succeeds "succeeds",
    }

    /// Whether a relationship holds.
    RelationshipState {
        Active "active",
        Ended "ended",
        Planned "planned",
        Alleged "alleged",
    }

    /// What an actor does in a deal.
    DealRole {
        Buyer "buyer",
        Seller "seller",
        Target "target",
        Lender "lender",
        Adviser "adviser",
    }

    /// How far a deal has come, according to who says so.
    DealState {
        Rumoured "rumoured",
        UnderConsideration "under_consideration",
        InTalks "in_talks",
        Announced "announced",
        Signed "signed",
        Completed "completed",
        Ended "ended",
        Abandoned "abandoned",
        Denied "denied",
    }

    /// How what a report says was found out.
    ReportMethod {
        Forensic "forensic",
        NetworkScan "network_scan",
        LeakedData "leaked_data",
        Interview "interview",
        CourtRecord "court_record",
        Press "press",
    }

    /// What happened, or is said to have happened.
    IncidentKind {
        TargetingAttempt "targeting_attempt",
        InfectionConfirmed "infection_confirmed",
        InfectionSuspected "infection_suspected",
        InfectionReported "infection_reported",
        SelectedOnList "selected_on_list",
        NetworkDetection "network_detection",
        PhysicalHarmLinked "physical_harm_linked",
    }

    /// The kind of device.
    DeviceClass {
        MobilePhone "mobile_phone",
        Computer "computer",
        Other "other",
    }

    /// The way in.
    Vector {
        PhishingLink "phishing_link",
        ZeroClick "zero_click",
        NetworkInjection "network_injection",
        Physical "physical",
        Unknown "unknown",
    }

    /// Who was targeted, never which person.
    TargetCategory {
        Journalist "journalist",
        HumanRightsDefender "human_rights_defender",
        Lawyer "lawyer",
        ResearchScientist "research_scientist",
        Opposition "opposition",
        PrivateCitizen "private_citizen",
        Family "family",
        Official "official",
        Other "other",
    }

    /// What was done to people.
    HarmKind {
        Targeting "targeting",
        Threat "threat",
        Harassment "harassment",
        Detention "detention",
        Violence "violence",
        Death "death",
        Defamation "defamation",
        Exile "exile",
    }

    /// How a harm is tied to the technology.
    HarmLink {
        Temporal "temporal",
        AllegedCausal "alleged_causal",
        FoundCausal "found_causal",
        NotStated "not_stated",
    }

    /// What an inquiry is for.
    Purpose {
        RequestForResponse "request_for_response",
        OpenLetter "open_letter",
        PetitionDelivery "petition_delivery",
        Statutory "statutory",
        Questionnaire "questionnaire",
        PublicQuestions "public_questions",
    }

    /// Whether an inquiry was sent to its recipient or put in public.
    Formality {
        Formal "formal",
        PublicCall "public_call",
    }

    /// Whether we hold the correspondence or others told of it.
    ThreadOrigin {
        Own "own",
        Imported "imported",
    }

    /// What happened in a thread.
    EventKind {
        DraftCreated "draft_created",
        SubmittedForReview "submitted_for_review",
        ChangesAsked "changes_asked",
        Approved "approved",
        Sent "sent",
        Delivered "delivered",
        DeliveryUnknown "delivery_unknown",
        Bounced "bounced",
        Resent "resent",
        AutoReply "auto_reply",
        Acknowledged "acknowledged",
        Reminder "reminder",
        ConfirmSilence "confirm_silence",
        ReplyReceived "reply_received",
        ClarificationAsked "clarification_asked",
        Clarified "clarified",
        ExtensionGranted "extension_granted",
        AssessmentStarted "assessment_started",
        SecondAssessment "second_assessment",
        Adjudicated "adjudicated",
        NotifiedRespondent "notified_respondent",
        CommentReceived "comment_received",
        CommentWindowPassed "comment_window_passed",
        FollowUpSent "follow_up_sent",
        Closed "closed",
        LateReply "late_reply",
        NewEvidence "new_evidence",
        ImportedOutcome "imported_outcome",
        NoCommentObserved "no_comment_observed",
        Withdrawn "withdrawn",
        Embargoed "embargoed",
        EmbargoExpired "embargo_expired",
        Hidden "hidden",
        Restored "restored",
        SafetyCleared "safety_cleared",
        LegalHoldLifted "legal_hold_lifted",
    }

    /// Why a thread ended.
    CloseReason {
        Resolved "resolved",
        Superseded "superseded",
        Withdrawn "withdrawn",
        Stale "stale",
    }

    /// What others say became of an inquiry.
    ImportedOutcome {
        ReportedReplied "reported_replied",
        ReportedNoReply "reported_no_reply",
        ReportedReferred "reported_referred",
        OutcomeNotStated "outcome_not_stated",
    }

    /// Whether a message goes to the recipient of a thread or comes from it.
    Direction {
        Out "out",
        In "in",
    }

    /// How a message was carried.
    Medium {
        Email "email",
        Post "post",
        WebForm "web_form",
        PressRelease "press_release",
        StatementToMedia "statement_to_media",
        LetterViaLawyer "letter_via_lawyer",
        SocialPost "social_post",
        Meeting "meeting",
        NotStated "not_stated",
    }

    /// What sort of reply it is.
    ReplyKind {
        Substantive "substantive",
        Acknowledgement "acknowledgement",
        Holding "holding",
        Referral "referral",
        Refusal "refusal",
        PressStatementNotAddressed "press_statement_not_addressed",
        LegalThreat "legal_threat",
        MeetingOffer "meeting_offer",
        CounterRequestVictimIdentity "counter_request_victim_identity",
        AutoReply "auto_reply",
        Bounce "bounce",
    }

    /// How far an outgoing message came.
    Delivery {
        Queued "queued",
        Accepted "accepted",
        Delivered "delivered",
        Bounced "bounced",
        Unknown "unknown",
    }

    /// What a question asks for.
    QuestionKind {
        YesNo "yes_no",
        Factual "factual",
        Definition "definition",
        Reason "reason",
        Timing "timing",
        Commitment "commitment",
        Disclosure "disclosure",
    }

    /// Whether a question was put as one.
    QuestionForm {
        Explicit "explicit",
        ImplicitChallenge "implicit_challenge",
        GapNoted "gap_noted",
    }

    /// How a question fared.
    Outcome {
        Answered "answered",
        PartlyAnswered "partly_answered",
        NotAnswered "not_answered",
        DeclinedWithReason "declined_with_reason",
        NoReply "no_reply",
        OpenAfterReply "open_after_reply",
        NotAssessable "not_assessable",
    }

    /// The manner of a reply.
    Manner {
        Explicit "explicit",
        Implicit "implicit",
        General "general",
        Partial "partial",
        Dodge "dodge",
        Deflect "deflect",
        DeclineConfidentiality "decline_confidentiality",
        DeclineSecurity "decline_security",
        DeclineLegal "decline_legal",
        DeclineCommercial "decline_commercial",
        ClaimsIgnorance "claims_ignorance",
        AsksClarification "asks_clarification",
        DemandsVictimIdentity "demands_victim_identity",
        RefersElsewhere "refers_elsewhere",
        ChallengesPremise "challenges_premise",
        AttacksAsker "attacks_asker",
        AlreadyAnswered "already_answered",
        LegalThreat "legal_threat",
        Literalism "literalism",
        Apology "apology",
    }

    /// How far a judgement has been reviewed.
    ReviewState {
        Draft "draft",
        Notified "notified",
        Final "final",
        Contested "contested",
        Superseded "superseded",
    }

    /// How the words of a claim reached us.
    ClaimKind {
        Verbatim "verbatim",
        Paraphrase "paraphrase",
        FramedFragment "framed_fragment",
        Imputed "imputed",
    }

    /// What a claim is about.
    ClaimScope {
        Use "use",
        SalesVetting "sales_vetting",
        Knowledge "knowledge",
        Investigation "investigation",
        Remedy "remedy",
        Ownership "ownership",
        Legal "legal",
    }

    /// What a piece of evidence does to a claim.
    EvidenceRelation {
        Supports "supports",
        Contradicts "contradicts",
        Qualifies "qualifies",
        Context "context",
        Argument "argument",
    }

    /// How a claim stands against the evidence.
    ClaimValue {
        Unassessed "unassessed",
        Supported "supported",
        PartlySupported "partly_supported",
        Contradicted "contradicted",
        NoEvidenceFound "no_evidence_found",
        NotTestable "not_testable",
        WithdrawnByClaimant "withdrawn_by_claimant",
    }

    /// What is demanded.
    DemandAction {
        Publish "publish",
        Disclose "disclose",
        Announce "announce",
        Investigate "investigate",
        Cease "cease",
        Divest "divest",
        Respond "respond",
        Remedy "remedy",
        Procure "procure",
    }

    /// How far a demand has been met.
    DemandState {
        Open "open",
        Acknowledged "acknowledged",
        PartlyMet "partly_met",
        Met "met",
        Refused "refused",
        Lapsed "lapsed",
    }

    /// What a check of a commitment found.
    CheckResult {
        Met "met",
        MetLate "met_late",
        Partly "partly",
        Missed "missed",
        Withdrawn "withdrawn",
        Pending "pending",
    }

    /// The kind of proceeding.
    ProceedingKind {
        CompanyInternal "company_internal",
        NcpComplaint "ncp_complaint",
        Criminal "criminal",
        Civil "civil",
        Regulatory "regulatory",
        Parliamentary "parliamentary",
        UnProcedure "un_procedure",
        SanctionListing "sanction_listing",
        ExportLicence "export_licence",
    }

    /// What an actor is in a proceeding.
    ProceedingRole {
        Complainant "complainant",
        Respondent "respondent",
        Defendant "defendant",
        Claimant "claimant",
        Listed "listed",
    }

    /// A step of a proceeding.
    Stage {
        Filed "filed",
        Admissible "admissible",
        Rejected "rejected",
        GoodOffices "good_offices",
        Hearing "hearing",
        Decision "decision",
        Appeal "appeal",
        Settlement "settlement",
        FollowUp "follow_up",
        Closed "closed",
    }

    /// What a source is.
    SourceKind {
        Article "article",
        Report "report",
        Letter "letter",
        PressRelease "press_release",
        WebPage "web_page",
        CourtRecord "court_record",
        Dataset "dataset",
        SocialPost "social_post",
    }

    /// Whether we hold the bytes of a capture, and whether we may show them.
    Holding {
        Published "published",
        HeldNotRepublished "held_not_republished",
        NotHeld "not_held",
    }

    /// What a copy is for.
    CopyClass {
        Evidentiary "evidentiary",
        Working "working",
        PublicRedacted "public_redacted",
    }

    /// How the value of a statement is to be read.
    ValueType {
        Text "text",
        Edtf "edtf",
        Country "country",
        Money "money",
        Share "share",
        Count "count",
        Entity "entity",
        Url "url",
    }

    /// What a person consented to.
    ConsentScope {
        Name "name",
        Role "role",
        Place "place",
        Story "story",
        Image "image",
    }

    /// Why something was taken out.
    RemovalReason {
        ConsentWithdrawn "consent_withdrawn",
        Safety "safety",
        CourtOrder "court_order",
        PrivacyLaw "privacy_law",
        FactualError "factual_error",
        ThirdPartyData "third_party_data",
        Duplicate "duplicate",
    }

    /// What a legal notice invokes.
    NoticeKind {
        Defamation "defamation",
        Privacy "privacy",
        Copyright "copyright",
        CourtOrder "court_order",
        Safety "safety",
        Government "government",
    }

    /// How much is removed: the content, or the fact that there was a row.
    TombstoneLevel {
        Content "content",
        Existence "existence",
    }

    /// Who translated.
    TranslationKind {
        Human "human",
        Machine "machine",
        MachineReviewed "machine_reviewed",
    }

    /// How far a petition has come.
    PetitionState {
        Draft "draft",
        InModeration "in_moderation",
        Open "open",
        Paused "paused",
        Closed "closed",
        Delivered "delivered",
        Answered "answered",
        Withdrawn "withdrawn",
        Removed "removed",
    }

    /// Why we say that somebody said it.
    Attribution {
        Explicit "explicit",
        ContinuedQuote "continued_quote",
        Inferred "inferred",
        Imputed "imputed",
    }

    /// How the asserter stands to what is stated.
    Stance {
        Asserts "asserts",
        Denies "denies",
        Asks "asks",
        Hedges "hedges",
    }

    /// How well something is established.
    Confidence {
        ConfirmedForensic "confirmed_forensic",
        StronglySupported "strongly_supported",
        ReportedByNamedSource "reported_by_named_source",
        ReportedByUnnamed "reported_by_unnamed",
        Alleged "alleged",
        Disputed "disputed",
        Retracted "retracted",
    }

    /// Which of several statements is shown first.
    Rank {
        Preferred "preferred",
        Normal "normal",
        Deprecated "deprecated",
    }

    /// Whether a row comes from the text a dossier is about or was added from elsewhere.
    Layer {
        Founding "founding",
        Later "later",
    }

    /// Why a value is not given.
    Unspecified {
        NotStated "not_stated",
        Withheld "withheld",
        UnknownToUs "unknown_to_us",
        Conflicting "conflicting",
        LostInCapture "lost_in_capture",
        NotCaptured "not_captured",
    }
}
