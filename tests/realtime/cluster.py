"""Several processes of one installation: changes in one must show in the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Self

import httpx

from tests.blackbox.installation import PATIENT, Installation, Someone
from tests.patience import HANGS
from tests.services import RunningProduct
from tests.services.product import NO_TLS

SECRET = "a secret that the processes of a cluster share"


@dataclass
class Cluster:
    """``with Cluster({"TMS_DATABASE_URL": url}) as cluster``: two products on one database, with users.

    ``own`` holds further variables, a mapping for each product.
    """

    variables: Mapping[str, str]
    own: Sequence[Mapping[str, str]] = ({}, {})
    products: list[RunningProduct] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            usual = PATIENT | {"TMS_SECRET_KEY": SECRET}
            for own in self.own:
                product = stack.enter_context(RunningProduct(usual | dict(self.variables) | dict(own)))
                self.products.append(product)
            self.installation = Installation(self.products[0])
            stack.callback(self.installation.close)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        with self._stack:
            for product in self.products:
                if error[0] is None and product.running:
                    assert product.stop() == 0
                    unexpected = [line for line in product.output.splitlines() if "unexpected" in line]
                    assert not unexpected, unexpected[0][-3000:]

    def at(self, someone: Someone, product: RunningProduct) -> Someone:
        """The same user, connected to this product."""
        client = httpx.Client(
            base_url=product.base_url,
            headers={"Authorization": f"Bearer {someone.token}"},
            timeout=HANGS,
            verify=NO_TLS,
        )
        self._stack.callback(client.close)
        return replace(someone, client=client)
