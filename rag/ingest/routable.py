"""Which network addresses are on the open internet, so that pages may be fetched from them.

By IANA's registries of special-purpose addresses (RFC 6890). They stand here because `is_global`
of Python 3.11 takes several of them, and the metadata services of clouds, for the open internet.
"""

import ipaddress
from collections.abc import Iterator

_REFUSED_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by a provider's customers; a cloud's metadata service
            "127.0.0.0/8",  # this machine
            "168.63.129.16/32",  # a cloud's metadata service
            "169.254.0.0/16",  # this link; metadata services
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocols; a cloud's metadata service
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays from 6to4, no longer in use
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # measuring
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # many receivers, reserved, all
        ),
    )
)
# Outside it is nothing that is routed, but what hides an IPv4 address.
_ROUTED_6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocols
            "2001:db8::/32",  # documentation
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is on the open internet, also where an IPv6 form hides IPv4 ones.

    The old form that is an IPv4 address behind zeros alone (::192.0.2.1) never is.

    Raises:
        ValueError: it is no IP address.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return _is_routed(ip)
    hidden = list(_hidden(ip))
    if hidden:
        return all(map(_is_routed, hidden))
    return ip.is_global and ip in _ROUTED_6 and not any(ip in each for each in _REFUSED_6)


def _is_routed(ip: ipaddress.IPv4Address) -> bool:
    return ip.is_global and not any(ip in each for each in _REFUSED_4)


def _hidden(ip: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses to which an IPv6 one leads: mapped, NAT64, 6to4, and Teredo's two."""
    if ip.ipv4_mapped:
        yield ip.ipv4_mapped
    if ip in _NAT64:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.sixtofour:
        yield ip.sixtofour
    if ip.teredo:
        yield from ip.teredo
