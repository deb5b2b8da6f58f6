// Runs a command inside User-Mode Linux: a kernel with netem, as an ordinary process, on this machine's own files. For
// machines whose kernel lacks what `tc netem` needs. http://user-mode-linux.sourceforge.net/
//
//   node scripts/test/user-mode-linux.ts <command> [argument...]

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { runProgram } from "../../src/platform/processes.ts";

const modules = [
  ...["sch_netem", "sch_prio", "sch_sfq", "sch_tbf", "sch_htb", "veth", "bridge"],
  ...["iptable_filter", "iptable_mangle", "iptable_nat", "xt_tcpudp", "xt_NETMAP", "xt_conntrack"],
  ...["ip_set_hash_net", "ip_set_hash_netport", "ip_set_list_set", "xt_set", "xt_CLASSIFY", "xt_mark", "xt_NFQUEUE"],
];
const bootedAndDoneWithinMs = 600_000;

/** The cache is not shared: its locks name processes of the other kernel. What was chosen by path is the same file. */
const chosenTools = Object.entries(process.env)
  .filter(([name]) => name.startsWith("CHAINDRILL_"))
  .map(([name, value]) => `${name}=${quoted(value ?? "")}`);

const command = process.argv.slice(2);
// Its /run is its own, so what is handed over lies elsewhere; the repository may well lie in /tmp.
const base = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "chaindrill");
mkdirSync(base, { recursive: true });
const dir = mkdtempSync(path.join(base, "user-mode-linux-"));
try {
  const init = path.join(dir, "init");
  writeFileSync(init, initScript());
  chmodSync(init, 0o755);
  await runProgram({
    command: "linux.uml",
    args: [
      ...["root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", "mem=1536M", `init=${init}`],
      ...["con=null", "con0=null,fd:1"],
    ],
    timeoutMs: bootedAndDoneWithinMs,
  });
  process.stdout.write(readFileSync(path.join(dir, "output"), "utf8"));
  process.exitCode = Number(readFileSync(path.join(dir, "status"), "utf8"));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function initScript(): string {
  const words = command.map(quoted).join(" ");
  return `#!/bin/bash
exec >${quoted(path.join(dir, "output"))} 2>&1
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs tmpfs /run
mkdir -p /run/tmp /run/bin /run/modules/lib && ln -s /usr/lib/uml/modules /run/modules/lib/modules
for module in ${modules.join(" ")}; do modprobe -d /run/modules "$module"; done
ip link set lo up
# Its kernel has no nf_tables for IPv4; the older half of iptables does the same.
for name in iptables iptables-save iptables-restore; do
  ln -s "$(command -v "\${name/iptables/iptables-legacy}")" "/run/bin/$name"
done
cd ${quoted(process.cwd())}
export PATH=/run/bin:${quoted(process.env["PATH"] ?? "")} HOME=${quoted(homedir())} CHAINDRILL_IN_UML=1 NO_COLOR=1
export XDG_CACHE_HOME=/run/cache TMPDIR=/run/tmp ${chosenTools.join(" ")}
${words}
echo $? >${quoted(path.join(dir, "status"))}
sync
echo o >/proc/sysrq-trigger
sleep 10
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
