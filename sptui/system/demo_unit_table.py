"""The units of the made-up server, as a table to read.

Name, state, since (- boot), at boot (- no file of its own), what it does.
"""

UNITS = r"""
hyperkitty.service                      failed   2448s enabled   Archive of the mailing lists
acme-kiwi.example.service               ran      10h   enabled   Certificate of kiwi.example
acme-renew-kiwi.example.service         stopped  10h   static    Certificate of kiwi.example, renewal
acme-renew-kiwi.example.timer           waiting  -     enabled   Certificate of kiwi.example, renewal
acme-setup.service                      ran      -     enabled   Certificates: accounts and folders
audit-rules-nixos.service               ran      -     enabled   Rules of the audit
container-getty@1.service               stopped  -     static    Console of a container
dbus.service                            running  -     enabled   Message bus
dovecot2.service                        running  -     enabled   Mail: IMAP
emergency.service                       stopped  -     static    Emergency shell
fail2ban.service                        running  -     enabled   Bans after failed logins
firewall.service                        ran      -     enabled   Firewall
forgejo.service                         running  -     enabled   Forgejo
forgejo-secrets.service                 ran      -     enabled   Forgejo: make its secrets
fstrim.service                          stopped  6d    static    Tells disks what is free
fstrim.timer                            waiting  -     enabled   Tells disks what is free
generate-shutdown-ramfs.service         stopped  -     static    Prepares switching off
getty@tty1.service                      running  -     enabled   Console on tty1
hyperkitty-hourly.service               stopped  46m   static    Hourly jobs of the archive
hyperkitty-hourly.timer                 waiting  -     enabled   Hourly jobs of the archive
kmod-static-nodes.service               ran      -     static    Nodes of static devices
logrotate.service                       stopped  19h   static    Turns log files over
logrotate.timer                         waiting  -     enabled   Turns log files over
logrotate-checkconf.service             ran      -     enabled   Checks the settings of logrotate
mailman.service                         running  8d    enabled   Mailing lists: core
mailman-settings.service                ran      8d    static    Mailing lists: settings
mailman-uwsgi.service                   running  8d    enabled   Mailing lists: web
mailman-web-setup.service               ran      8d    enabled   Mailing lists: prepare the web
mkswap-swapfile.service                 ran      -     static    Makes the swap file
modprobe@configfs.service               stopped  -     static    Kernel module configfs
modprobe@drm.service                    stopped  -     static    Kernel module drm
modprobe@efi_pstore.service             stopped  -     static    Kernel module efi_pstore
modprobe@fuse.service                   stopped  -     static    Kernel module fuse
mount-pstore.service                    ran      -     static    Mounts what a crash left behind
network-local-commands.service          ran      -     enabled   Network: own commands
nextcloud-cron.service                  stopped  3m    static    Nextcloud: background jobs
nextcloud-setup.service                 ran      8d    enabled   Nextcloud: set-up
nginx.service                           running  -     enabled   Web server
nix-daemon.service                      stopped  5d    enabled   Nix: builds
nix-gc.service                          stopped  5d    static    Nix: frees space
nixos-upgrade.service                   stopped  5d    static    Automatic upgrade
nixos-upgrade.timer                     waiting  -     enabled   Automatic upgrade
nscd.service                            running  -     enabled   Names of users and hosts
phpfpm-nextcloud.service                running  8d    enabled   Nextcloud
postfix.service                         running  -     enabled   Mail: SMTP
postfix-setup.service                   ran      -     enabled   Mail: set-up
postgresql.service                      running  -     enabled   Databases
postgresql-setup.service                ran      -     enabled   Databases: set-up
prepare-kexec.service                   stopped  -     disabled  Prepares a quick reboot
redis-nextcloud.service                 running  8d    enabled   Nextcloud's memory
redis-rspamd.service                    running  -     enabled   Spam filter's memory
redis-sp-api.service                    running  -     enabled   SelfPrivacy API's memory
reload-systemd-vconsole-setup.service   ran      -     enabled   Keys and font of the console, again
rescue.service                          stopped  -     static    Rescue shell
rspamd.service                          running  -     enabled   Spam filter
selfprivacy-api.service                 running  -     enabled   SelfPrivacy API
selfprivacy-api-worker.service          running  -     enabled   SelfPrivacy API's jobs
sptui-job-0142.service                  starting 580s  transient Check of the backups
sshd.service                            running  -     enabled   Remote login
sshd-keygen.service                     ran      -     enabled   Keys of the remote login
suid-sgid-wrappers.service              ran      -     enabled   Programs with special rights
systemd-ask-password-console.service    stopped  -     static    Asks for passwords on the console
systemd-ask-password-wall.service       stopped  -     static    Asks everybody for passwords
systemd-boot-random-seed.service        ran      -     static    Random numbers for the boot loader
systemd-bsod.service                    stopped  -     static    Shows why it could not boot
systemd-fsck-root.service               stopped  -     static    File system check
systemd-fsck@dev-sdb.service            ran      -     static    File system check of sdb
systemd-hibernate-clear.service         stopped  -     static    Forgets a hibernation
systemd-journal-catalog-update.service  ran      -     static    Explanations of messages
systemd-journal-flush.service           ran      -     static    Journal: onto the disk
systemd-journald.service                running  -     static    Journal
systemd-logind.service                  running  -     enabled   Who is signed in
systemd-machine-id-commit.service       stopped  -     static    Keeps the id of the machine
systemd-modules-load.service            ran      -     static    Kernel modules
systemd-network-generator.service       ran      -     enabled   Network, from the kernel's settings
systemd-networkd.service                running  -     enabled   Network
systemd-networkd-persistent-storage.service ran      -     static    Network: what it keeps
systemd-networkd-wait-online.service    ran      -     enabled   Waits for the network
systemd-oomd.service                    running  -     enabled   Ends what takes too much memory
systemd-pstore.service                  stopped  -     enabled   Keeps what a crash left behind
systemd-quotacheck-root.service         stopped  -     static    Quotas of the root file system
systemd-random-seed.service             ran      -     static    Random numbers, kept
systemd-remount-fs.service              ran      -     enabled   Root file system, for writing
systemd-resolved.service                running  -     enabled   Names of other hosts
systemd-sysctl.service                  ran      -     static    Settings of the kernel
systemd-timesyncd.service               running  -     enabled   Clock
systemd-tmpfiles-clean.service          stopped  15h   static    Cleans up temporary files
systemd-tmpfiles-clean.timer            waiting  -     static    Cleans up temporary files
systemd-tmpfiles-setup.service          ran      -     static    Temporary files
systemd-tmpfiles-setup-dev.service      ran      -     static    Nodes of devices
systemd-tmpfiles-setup-dev-early.service ran      -     static    Nodes of devices, the first ones
systemd-udev-settle.service             stopped  -     static    Waits for all devices
systemd-udev-trigger.service            ran      -     static    Looks at all devices again
systemd-udevd.service                   running  -     static    Devices
systemd-update-done.service             ran      -     static    Notes that updates are done
systemd-update-utmp.service             ran      -     static    Notes the start
systemd-user-sessions.service           ran      -     static    Lets users in
systemd-vconsole-setup.service          stopped  -     static    Keys and font of the console
user-runtime-dir@1000.service           ran      41m   static    Folder of anna while signed in
user@1000.service                       running  41m   static    What belongs to anna
vaultwarden.service                     running  -     enabled   Vaultwarden
backup-vaultwarden.service              stopped  17h   static    Vaultwarden: copies its database
-.mount                                 active   -     generated /
-.slice                                 active   -     -         All of it
basic.target                            active   -     static    Basic system
boot.mount                              active   -     generated /boot
cryptsetup.target                       active   -     static    Encrypted disks
blockdev@dev-sda2.target                stopped  -     static    Before sda2 is mounted
dbus.socket                             waiting  -     static    Message bus
default.target                          active   -     -         Multi-user system
dev-hugepages.mount                     active   -     static    Large pages of memory
dev-mqueue.mount                        active   -     static    POSIX message queues
emergency.target                        stopped  -     static    Emergency mode
final.target                            stopped  -     static    Late shutdown
getty.target                            active   -     static    Consoles
graphical.target                        stopped  -     static    Graphical interface
init.scope                              active   -     -         System and service manager
initrd-fs.target                        stopped  -     -         Initial file systems
initrd-root-fs.target                   stopped  -     -         Initial root file system
initrd-switch-root.target               stopped  -     -         Switch to the root file system
initrd.target                           stopped  -     -         Initial system
local-fs-pre.target                     active   -     static    Before local file systems
local-fs.target                         active   -     static    Local file systems
logind-varlink.socket                   waiting  -     static    Who is signed in
machine.slice                           active   -     static    Virtual machines and containers
mailman-uwsgi.socket                    waiting  -     enabled   Mailing lists: web
multi-user.target                       active   -     static    Multi-user system
network-online.target                   active   -     static    Network is reachable
network-pre.target                      active   -     static    Before the network
network.target                          active   -     static    Network
nix-daemon.socket                       waiting  -     enabled   Nix: builds
nix-store.mount                         active   -     -         /nix/store
nss-lookup.target                       active   -     static    Names of hosts
nss-user-lookup.target                  active   -     static    Names of users
paths.target                            active   -     static    Watched paths
postgresql.target                       active   -     enabled   Databases, with all they hold
proc-sys-fs-binfmt_misc.automount       waiting  -     static    Other formats of programs
remote-fs.target                        active   -     enabled   Remote file systems
rescue.target                           stopped  -     static    Rescue mode
run-initramfs.mount                     active   -     -         /run/initramfs
run-keys.mount                          active   -     -         /run/keys
run-user-1000.mount                     active   41m   -         /run/user/1000
run-wrappers.mount                      active   -     static    /run/wrappers
session-31.scope                        active   41m   transient Session 31 of anna
shutdown.target                         stopped  -     static    Shutdown
slices.target                           active   -     static    Slices
sockets.target                          active   -     static    Sockets
sound.target                            stopped  -     static    Sound
sshd-vsock.socket                       stopped  -     disabled  Remote login from a host
swap.target                             active   -     static    Swap
swapfile.swap                           active   -     generated /swapfile
sys-fs-fuse-connections.mount           active   -     static    FUSE
sys-kernel-config.mount                 active   -     static    Settings of the kernel
sys-kernel-debug.mount                  active   -     static    Debugging of the kernel
sys-kernel-tracing.mount                active   -     static    Tracing of the kernel
sysinit.target                          active   -     static    System initialisation
sysinit-reactivation.target             active   8d    static    Initialisation after a switch
syslog.socket                           stopped  -     static    Messages for a syslog
system.slice                            active   -     static    System slice
system-getty.slice                      active   -     -         Consoles
system-modprobe.slice                   active   -     -         Kernel modules
system-systemd\x2dfsck.slice            active   -     -         File system checks
system-phpfpm.slice                     active   -     static    PHP
system-selfprivacy.slice                active   -     static    SelfPrivacy
systemd-ask-password-console.path       waiting  -     static    Asks for passwords on the console
systemd-ask-password-wall.path          waiting  -     static    Asks everybody for passwords
systemd-bootctl.socket                  waiting  -     static    Boot loader
systemd-coredump.socket                 waiting  -     static    Core dumps
systemd-creds.socket                    waiting  -     static    Credentials
systemd-factory-reset.socket            waiting  -     static    Back to the state of the factory
systemd-hostnamed.socket                waiting  -     static    Name of the host
systemd-journald-audit.socket           waiting  -     static    Journal: audit
systemd-journald-dev-log.socket         waiting  -     static    Journal: /dev/log
systemd-journald.socket                 waiting  -     static    Journal
systemd-networkd.socket                 waiting  -     enabled   Network
systemd-networkd-persistent-storage.target active   -     static    Network: what it keeps
systemd-oomd.socket                     waiting  -     enabled   Ends what takes too much memory
systemd-resolved-monitor.socket         waiting  -     static    Names of other hosts, watched
systemd-resolved-varlink.socket         waiting  -     static    Names of other hosts
systemd-rfkill.socket                   waiting  -     static    Radio switches
systemd-udevd-control.socket            waiting  -     static    Devices: control
systemd-udevd-kernel.socket             waiting  -     static    Devices: kernel
systemd-udevd-varlink.socket            waiting  -     static    Devices
time-set.target                         active   -     static    Clock was set
time-sync.target                        stopped  -     static    Clock is synchronised
timers.target                           active   -     static    Timers
umount.target                           stopped  -     static    All file systems unmounted
user-1000.slice                         active   41m   -         Slice of anna
user.slice                              active   -     static    Slice of all users
volumes-sdb.mount                       active   -     generated /volumes/sdb
dev-sda.device                          active   -     -         KIWI_DISK
dev-sda1.device                         active   -     -         KIWI_DISK boot
dev-sda2.device                         active   -     -         KIWI_DISK root
dev-sdb.device                          active   -     -         KIWI_VOLUME
dev-disk-by\x2dlabel-boot.device        active   -     -         KIWI_DISK boot
dev-disk-by\x2dlabel-root.device        active   -     -         KIWI_DISK root
dev-disk-by\x2dpath-pci\x2d0000:00:05.0.device active   -     -         KIWI_DISK
dev-disk-by\x2duuid-0b7f9c1e\x2d5a44.device active   -     -         KIWI_DISK boot
dev-disk-by\x2duuid-6f1c2f8e\x2d9b1d.device active   -     -         KIWI_DISK root
dev-disk-by\x2duuid-c91d27aa\x2d3e60.device active   -     -         KIWI_VOLUME
dev-ttyS0.device                        active   -     -         /dev/ttyS0
dev-virtio\x2dports-org.qemu.guest_agent.0.device active   -     -         Port of the host
sys-devices-pci0000:00-0000:00:05.0-virtio1-block-sda.device active   -     -         KIWI_DISK
sys-devices-pci0000:00-0000:00:05.0-virtio1-block-sda-sda1.device active   -     -         KIWI_DISK boot
sys-devices-pci0000:00-0000:00:05.0-virtio1-block-sda-sda2.device active   -     -         KIWI_DISK root
sys-devices-pci0000:00-0000:00:06.0-virtio2-block-sdb.device active   -     -         KIWI_VOLUME
sys-devices-pci0000:00-0000:00:03.0-virtio0-net-eth0.device active   -     -         Virtio network device
sys-devices-pci0000:00-0000:00:07.0-virtio3-virtio\x2dports-vport3p1.device active   -     -         Port of the host
sys-devices-platform-serial8250-serial8250:0-serial8250:0.0-tty-ttyS0.device active   -     -         /dev/ttyS0
sys-devices-virtual-tty-tty1.device     active   -     -         /dev/tty1
sys-devices-virtual-misc-rfkill.device  active   -     -         Radio switches
sys-module-configfs.device              active   -     -         Kernel module configfs
sys-module-fuse.device                  active   -     -         Kernel module fuse
sys-subsystem-net-devices-eth0.device   active   -     -         Virtio network device
"""  # noqa: E501 - a table to read
