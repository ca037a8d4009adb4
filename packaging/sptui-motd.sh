# Says at login what needs you, from what sptui-collect last saw: five lines at most. For /etc/profile.d.
# Only for a shell that somebody sits at, once a login, for two seconds at most; and it never fails.
case $- in
*i*)
    if [ -t 1 ] && [ -z "${SPTUI_MOTD-}" ] && command -v sptui >/dev/null 2>&1; then
        export SPTUI_MOTD=shown
        if command -v timeout >/dev/null 2>&1; then
            timeout 2 sptui motd </dev/null 2>/dev/null || :
        else
            sptui motd </dev/null 2>/dev/null || :
        fi
    fi
    ;;
esac
