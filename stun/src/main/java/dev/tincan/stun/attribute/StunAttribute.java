package dev.tincan.stun.attribute;

/// One attribute of a message. The integrity attributes and FINGERPRINT are not among them: they
/// are checked and made by the codec.
public sealed interface StunAttribute
    permits AdditionalAddressFamily,
        AddressErrorCode,
        AlternateServer,
        ChannelNumberAttribute,
        Data,
        DontFragment,
        ErrorCodeAttribute,
        EvenPort,
        Icmp,
        Lifetime,
        MalformedAttribute,
        MappedAddress,
        Nonce,
        PasswordAlgorithmAttribute,
        PasswordAlgorithmsAttribute,
        Realm,
        RequestedAddressFamily,
        RequestedTransport,
        ReservationToken,
        Software,
        UnknownAttribute,
        UnknownAttributes,
        UserHash,
        Username,
        XorMappedAddress,
        XorPeerAddress,
        XorRelayedAddress {}
