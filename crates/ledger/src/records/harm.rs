//! What was reported to have been done, and to whom, without naming anybody who did not consent.

use crate::edtf::Edtf;
use crate::field::record;
use crate::records::{Actor, Consent, Product};
use crate::values::{Count, Country, Known, Many, Name, Ref, Url};
use crate::visibility::IdentityLevel;
use crate::words::{DeviceClass, HarmKind, HarmLink, IncidentKind, ReportMethod, TargetCategory, Vector};

record! {
    /// A published finding about the use of surveillance technology.
    Report {
        /// Its title.
        title: Option<Known<Name>>,
        /// Who documented what it says.
        documented_by: Option<Known<Many<Ref<Actor>>>>,
        /// How many documented it, where they are not all named.
        documenters: Option<Count>,
        /// When it was published.
        published: Option<Known<Edtf>>,
        /// How what it says was found out.
        method: Option<Known<ReportMethod>>,
        /// Where it can be read.
        url: Option<Known<Url>>,
        /// A report that a source calls similar; it says nothing about the product.
        similar_to: Option<Ref<Report>>,
    }
}

record! {
    /// One attempt, infection or other event that a report tells of.
    Incident {
        /// The report that tells of it.
        report: Option<Ref<Report>>,
        /// What happened, as strongly as the source says it.
        what: IncidentKind,
        /// The country of those targeted.
        country_of_target: Option<Known<Country>>,
        /// The country that operated the technology.
        country_of_operator: Option<Known<Country>>,
        /// The country the device was in.
        country_of_device: Option<Known<Country>>,
        /// When.
        at: Option<Known<Edtf>>,
        /// What kind of device.
        device_class: Option<DeviceClass>,
        /// The way in.
        vector: Option<Known<Vector>>,
        /// Which product; never filled in from another report.
        product: Known<Ref<Product>>,
        /// Who operated it.
        operator: Option<Known<Ref<Actor>>>,
    }
}

record! {
    /// People who were targeted, as a category and a country unless they consented to more.
    TargetGroup {
        /// In which incident.
        incident: Option<Ref<Incident>>,
        /// Who they are.
        category: TargetCategory,
        /// How many.
        count: Count,
        /// Their country.
        country: Option<Known<Country>>,
        /// How much may be told, from 0 (not even that they exist) to 6 (already public by own choice); 2 if absent.
        identity_level: Option<IdentityLevel>,
        /// The consent that allows more than category and country.
        consent: Option<Ref<Consent>>,
        /// A name, only from level 5 on and with a consent to it.
        name: Option<Name>,
    }
}

record! {
    /// What was done to people.
    Harm {
        /// What.
        kinds: Many<HarmKind>,
        /// How a source ties it to the technology.
        link_type: Option<HarmLink>,
        /// When.
        at: Option<Known<Edtf>>,
        /// The incident it goes with.
        incident: Option<Ref<Incident>>,
        /// To whom.
        groups: Vec<Ref<TargetGroup>>,
        /// Whether it is told by those who suffered it or speak for them.
        testimony: Option<bool>,
    }
}
