"""The real-time part, seen from outside: sockets of running products, as section 6 of the contract has them."""
