"""What attackers may try, from outside, on the product as it is installed. Each test is named after the promise that it
keeps, so that the list of tests is the list of promises:

``pytest tests/attacks --collect-only -q``

- ``test_sign_in``: guessing passwords and finding out who has an account
- ``test_tokens``: stolen, forged and outlived tokens
- ``test_rights``: doing and seeing what only others may
- ``test_input``: data that misleads people or programs
- ``test_exhaustion``: using up memory, time and connections
- ``test_headers``: requests that two programs understand differently, and what responses give away

``docs/security.md`` says what is promised against whom.
"""
