#!/bin/sh
# Starts calllog for Apache, under mod_fcgid and as plain CGI alike. It lies beside .htaccess and needs mode 0755.
#
# A web server passes no settings on, so they are in a file; a link to the program could not name it. `home` is the
# folder with calllog-fcgi, calllog.conf (mode 0600) and the database. It must not be on the web. As it is written here
# it is the neighbour of the folder this file lies in; for any other place, write its whole path.
home=../calllog
exec "$home/calllog-fcgi" --config "$home/calllog.conf"
