// Puts everything in place for a Clique network of geth nodes: keys, first block, data directories, configuration, and
// the links between peers.

import path from "node:path";
import { present } from "../../base/assert.ts";
import type { ClusterSpec, NodeSpec } from "../../model/cluster.ts";
import type { LinkId } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { copyTree, makeDirectory, writeAtomically } from "../../platform/files.ts";
import { runProgram } from "../../platform/processes.ts";
import type { GenesisAccount, GenesisContract } from "../clients/command.ts";
import { enodeUrl, type GethPorts, gethCommand, gethConfig, gethGenesis, gethInitCommand } from "../clients/geth.ts";
import { type NodeKeys, nodeKeys } from "../clients/keys.ts";
import { keystoreFile } from "../clients/keystore.ts";
import { introducePeers } from "./clique-peers.ts";
import { leasePorts } from "./free-ports.ts";
import { type StartedLinks, startLinks } from "./links/link-control.ts";
import type { Introduction, PreparedNetwork, PreparedNode } from "./prepared-network.ts";

interface CliqueOptions {
  readonly cluster: ClusterSpec;
  readonly scope: RunScope;
  readonly binary: string;
  readonly accounts: readonly GenesisAccount[];
  readonly contracts: readonly GenesisContract[];
  /** Empty directory for all files of the network. */
  readonly dir: string;
}

interface Member {
  readonly spec: NodeSpec;
  readonly keys: NodeKeys;
  readonly ports: GethPorts;
  readonly dir: string;
}

/** Guards nothing: keys, seed and password of a testnet lie side by side. geth wants one. */
const password = "chaindrill";
const initWithinMs = 30_000;
const portsPerNode = 4;

/** Prepares the network and starts its links, but none of its nodes. */
export async function prepareClique(options: CliqueOptions): Promise<PreparedNetwork> {
  const { cluster, scope } = options;
  const random = scope.random.stream(`ports/${scope.runId}`);
  const lease = await leasePorts({ count: portsPerNode * cluster.nodes.length, random });
  const members = cluster.nodes.map((spec, index): Member => {
    const [p2p = 0, http = 0, ws = 0, authRpc = 0] = lease.ports.slice(index * portsPerNode);
    const dir = path.join(options.dir, spec.id);
    return { spec, keys: nodeKeys(spec.id, scope.random), ports: { p2p, http, ws, authRpc }, dir };
  });
  const starting = startLinksBetween(members, options);
  try {
    // Both take half a second, one of waiting for Node, one of waiting for geth.
    const [links] = await Promise.all([starting, layOutChain(members, options), ...members.map(writeIdentity)]);
    return {
      nodes: members.map((member) => prepared(member, options)),
      links,
      introduction: introductionOf(members, links),
      releasePorts: lease.release,
      async [Symbol.asyncDispose]() {
        await lease.release();
        await links?.[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await lease.release();
    const links = await starting.catch(() => undefined); // the first error is the one to report
    await links?.[Symbol.asyncDispose]();
    throw error;
  }
}

async function startLinksBetween(
  members: readonly Member[],
  options: CliqueOptions,
): Promise<StartedLinks | undefined> {
  const routes = members.flatMap((from) =>
    members.filter((to) => to !== from).map((to) => ({ link: linkBetween(from, to), targetPort: to.ports.p2p })),
  );
  if (routes.length === 0) return undefined;
  return startLinks({
    routes,
    clock: options.scope.clock,
    env: options.scope.processMarks,
    logFile: path.join(options.dir, "links.log"),
  });
}

const linkBetween = (from: Member, to: Member): LinkId => ({ from: from.spec.id, to: to.spec.id });

/**
 * Writes the first block once and copies it to every node: `geth init` takes half a second each, a copy nothing. The
 * template gets no further files, so that nothing personal to a node, such as its key, is copied with it.
 */
async function layOutChain(members: readonly Member[], options: CliqueOptions): Promise<void> {
  const { cluster, scope, binary, accounts, contracts, dir } = options;
  const signers = members.filter(isSigner).map((member) => member.keys.signer.address);
  const genesisFile = path.join(dir, "genesis.json");
  const genesis = gethGenesis({
    chainId: cluster.chainId,
    blockPeriodMs: cluster.consensus.blockPeriodMs,
    gasLimit: cluster.gasLimit,
    signers,
    accounts,
    contracts,
  });
  await writeAtomically(genesisFile, JSON.stringify(genesis));
  await writeAtomically(passwordFile(dir), password);
  const template = path.join(dir, "template");
  await runProgram({
    ...gethInitCommand({ binary, dataDir: template, genesisFile }),
    env: { ...scope.processMarks, HOME: dir },
    timeoutMs: initWithinMs,
    signal: scope.signal,
  });
  await Promise.all(
    members.map(async (member) => {
      await makeDirectory(path.join(member.dir, "geth"));
      await copyTree(path.join(template, "geth", "chaindata"), path.join(member.dir, "geth", "chaindata"));
    }),
  );
}

/** What tells a node from the others. Its peers are not in its configuration yet: see clique-peers.ts. */
async function writeIdentity(member: Member): Promise<void> {
  const { peer, signer } = member.keys;
  await writeConfig(member, []);
  await writeAtomically(nodeKeyFile(member), peer.privateKey.toString("hex"));
  if (!isSigner(member)) return;
  await writeAtomically(path.join(member.dir, "keystore", signer.address), keystoreFile({ ...signer, password }));
}

const writeConfig = (member: Member, staticNodes: readonly string[]): Promise<void> =>
  writeAtomically(configFile(member), gethConfig({ p2pPort: member.ports.p2p, staticNodes }));

function introductionOf(members: readonly Member[], links: StartedLinks | undefined): Introduction {
  const portOf = (link: LinkId) => present(links, "the link proxy").control.dialPort(link);
  const byId = new Map(members.map((member) => [member.spec.id, member]));
  const dialsOf = (from: Member) =>
    members
      .filter((to) => to !== from)
      .map((to) => ({
        to: to.spec.id,
        enode: enodeUrl({ publicKey: to.keys.peer.publicKey, port: portOf(linkBetween(from, to)) }),
      }));
  return introducePeers({
    peers: members.map((member) => ({ id: member.spec.id, seals: isSigner(member), dials: dialsOf(member) })),
    keep: (peer) =>
      writeConfig(
        present(byId.get(peer.id), `member ${peer.id}`),
        peer.dials.map(({ enode }) => enode),
      ),
  });
}

function prepared(member: Member, options: CliqueOptions): PreparedNode {
  const { spec, ports, keys, dir } = member;
  const { cluster, binary } = options;
  const { address } = keys.signer;
  const sealing = { address, passwordFile: passwordFile(options.dir), gasLimit: cluster.gasLimit };
  const command = ({ sealsAtOnce }: { sealsAtOnce: boolean }) =>
    gethCommand({
      binary,
      dataDir: dir,
      configFile: configFile(member),
      nodeKeyFile: nodeKeyFile(member),
      chainId: cluster.chainId,
      ports,
      signer: isSigner(member) ? { ...sealing, sealsAtOnce } : undefined,
    });
  return {
    spec,
    endpoints: {
      rpcUrl: `http://127.0.0.1:${ports.http}`,
      wsUrl: `ws://127.0.0.1:${ports.ws}`,
      p2pPort: ports.p2p,
    },
    command: command({ sealsAtOnce: true }),
    firstCommand: command({ sealsAtOnce: false }),
    env: { HOME: dir },
    peers: cluster.nodes.length - 1,
  };
}

const isSigner = (member: Member): boolean => member.spec.role === "signer";
const configFile = (member: Member): string => path.join(member.dir, "config.toml");
const nodeKeyFile = (member: Member): string => path.join(member.dir, "nodekey");
const passwordFile = (dir: string): string => path.join(dir, "password");
