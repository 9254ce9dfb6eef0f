"""What customers read: words by language, laid out for small screens (DUN-2).

``words``      the sentences, checked when they are read
``letter``     what one message is about
``rendering``  subject, HTML, plain text, SMS
"""
