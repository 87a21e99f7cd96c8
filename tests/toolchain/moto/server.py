"""Starts moto's server with what moto 5.2 lacks for the resources of this project."""

from moto.server import main

import pod_identity
import s3

pod_identity.install()
s3.install()
main()
