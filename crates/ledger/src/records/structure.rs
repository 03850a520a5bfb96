//! Who there is, what they make, and how they stand to each other over time.

use crate::edtf::Edtf;
use crate::field::{inner_table, record};
use crate::values::{ActorOrProduct, Country, EventOrMessage, Known, Many, Money, Name, Ref, Share, Text};
use crate::words::{
    ActorKind, ActorState, DealRole, DealState, NameKind, ProductClass, Relation, RelationshipState,
};

record! {
    /// An organisation, a state, a person in a public role, or a group that a source leaves unnamed.
    Actor {
        /// What it is.
        kind: ActorKind,
        /// Its main name; other names are rows of `actor_name`.
        name: Known<Name>,
        /// The country whose law it is under.
        jurisdiction: Option<Known<Country>>,
        /// Its legal form, as registered.
        legal_form: Option<Name>,
        /// How a source describes it.
        description: Option<Text>,
        /// Whether it still exists under its name.
        state: Option<ActorState>,
    }
}

record! {
    /// Another name of an actor.
    ActorName {
        /// Whose name it is.
        actor: Ref<Actor>,
        /// The name.
        text: Name,
        /// What sort of name.
        name_kind: NameKind,
        /// The script it is written in, four letters after ISO 15924.
        script: Option<Name>,
        /// When it came into use.
        from: Option<Known<Edtf>>,
        /// When it went out of use.
        to: Option<Known<Edtf>>,
    }
}

record! {
    /// A number or code by which other registers know an actor.
    ActorIdentifier {
        /// Whose.
        actor: Ref<Actor>,
        /// Which register, as `lei`, `wikidata`, `opencorporates` or the code of a list of org-id.guide.
        scheme: Name,
        /// The number or code.
        value: Name,
    }
}

record! {
    /// A technology that is sold.
    Product {
        /// Its main name.
        name: Name,
        /// Other names.
        aliases: Vec<Name>,
        /// What it does.
        class: ProductClass,
        /// When it was first known of.
        first_known: Option<Known<Edtf>>,
    }
}

record! {
    /// How one actor stands to another actor or a product, over time.
    Relationship {
        /// What the subject is or does to the object.
        relation: Relation,
        /// Who owns, sells, represents and so on.
        subject: Known<Ref<Actor>>,
        /// Who or what is owned, sold, represented and so on.
        object: Known<Ref<ActorOrProduct>>,
        /// To whom, where something is sold or supplied.
        recipients: Option<Known<Many<Ref<Actor>>>>,
        /// The product it is about, where the object is an actor.
        product: Option<Ref<Product>>,
        /// The part of the object that the subject owns.
        share: Option<Share>,
        /// The part of the votes, where it differs.
        votes: Option<Share>,
        /// When it began.
        from: Option<Known<Edtf>>,
        /// When it ended.
        to: Option<Known<Edtf>>,
        /// Whether it holds.
        state: RelationshipState,
    }
}

record! {
    /// An actor's part in a deal.
    DealParty {
        /// Who.
        actor: Known<Ref<Actor>>,
        /// As what.
        role: DealRole,
        /// The part of the whole that this party buys or sells.
        share: Option<Share>,
    }
}

inner_table!(DealParty);

record! {
    /// A sale of a company or a part of it, whether or not it comes about.
    Deal {
        /// What is sold.
        target: Ref<Actor>,
        /// Who takes part.
        parties: Many<DealParty>,
        /// The part of the target that changes hands.
        share: Option<Share>,
        /// The price of that part.
        price: Option<Known<Money>>,
    }
}

record! {
    /// How far a deal had come at some time, according to who says so.
    DealStatus {
        /// Which deal.
        deal: Ref<Deal>,
        /// How far.
        state: DealState,
        /// When it stood so.
        at: Known<Edtf>,
        /// What came after it, where a text tells the order and not the date.
        before: Option<Ref<EventOrMessage>>,
    }
}
