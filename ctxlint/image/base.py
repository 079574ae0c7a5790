"""What every base image brings: directories whose content nobody knows without pulling it."""

from __future__ import annotations

from ctxlint.context import Directory
from ctxlint.image.filesystem import make_directories

# The Filesystem Hierarchy Standard, and where the best-known images keep what is served or run at start.
# They matter where a destination has no slash at its end: "COPY entrypoint.sh /usr/local/bin".
_STANDARD = """
/bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var
/etc/cron.d /etc/nginx /etc/nginx/conf.d /etc/ssl /etc/ssl/certs /etc/supervisor /etc/supervisor/conf.d
/usr/bin /usr/include /usr/lib /usr/libexec /usr/local /usr/local/bin /usr/local/etc /usr/local/lib
/usr/local/sbin /usr/local/share /usr/sbin /usr/share /usr/share/nginx /usr/share/nginx/html /usr/src
/var/cache /var/lib /var/log /var/run /var/spool /var/tmp /var/www /var/www/html /docker-entrypoint-initdb.d
"""


# Where services put their own files: base images have the directories, but no modules in them.
_FOR_SERVICES = """
/home /media /mnt /opt /root /srv /tmp /usr/src /var/www /var/www/html
"""


def base_directory() -> Directory:
    """The root of an image from a registry: its usual directories, marked as implied and unknown."""
    root = Directory(unknown=True)
    for path in _STANDARD.split():
        directory = make_directories(root, path)
        directory.implied = True
        directory.unknown = path not in _FOR_SERVICES.split()
    return root
