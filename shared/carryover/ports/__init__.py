"""What we ask of the world: small promises in our language, kept by ``adapters`` and by the tests'
fakes."""
