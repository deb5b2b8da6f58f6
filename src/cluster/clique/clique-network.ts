// Puts everything in place for a Clique network of geth nodes, whatever they run on: keys, first block, data
// directories, configuration. Everything of a node lies in a directory of its own, which a container may be given.

import path from "node:path";
import { present } from "../../base/assert.ts";
import type { NodeId } from "../../base/ids.ts";
import type { ClusterSpec, NodeSpec } from "../../model/cluster.ts";
import type { Endpoints } from "../../model/node.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { copyTree, makeDirectory, writeAtomically } from "../../platform/files.ts";
import { runProgram } from "../../platform/processes.ts";
import type { Command, GenesisAccount, GenesisContract } from "../clients/command.ts";
import {
  enodeUrl,
  type GethPorts,
  gethCommand,
  gethConfig,
  gethGenesis,
  gethInitCommand,
  type PeerAddress,
} from "../clients/geth.ts";
import { type NodeKeys, nodeKeys } from "../clients/keys.ts";
import { keystoreFile } from "../clients/keystore.ts";
import type { Introduction, PreparedNetwork, PreparedNode } from "../start/prepared-network.ts";
import { introducePeers } from "./clique-peers.ts";

/** Where a node listens, and where the harness finds it. */
export interface GethPlace {
  /** Address that its servers listen on. */
  readonly listen: string;
  readonly ports: GethPorts;
  /** Networks that its peers are in, as CIDR, with commas between; it talks to nobody else. */
  readonly peersWithin: string;
  readonly endpoints: Endpoints;
}

/** Where `from` dials `to`: not where it listens when something stands between them. */
export type DialPlan = (from: NodeId, to: NodeId) => PeerAddress;

export interface CliqueOptions {
  readonly cluster: ClusterSpec;
  readonly scope: RunScope;
  /** geth as the nodes find it. */
  readonly binary: string;
  readonly accounts: readonly GenesisAccount[];
  readonly contracts: readonly GenesisContract[];
  /** Empty directory for all files of the network; below it one for each node, by its id. */
  readonly dir: string;
  readonly placeOf: (node: NodeSpec) => GethPlace;
  /** May become known while the files are written. */
  readonly dial: DialPlan | Promise<DialPlan>;
  /** Runs `geth init`; by default here and now. For a geth that is found only where the nodes run. */
  readonly runInit?: (command: Command) => Promise<unknown>;
}

interface Member {
  readonly spec: NodeSpec;
  readonly keys: NodeKeys;
  readonly place: GethPlace;
  readonly dir: string;
}

/** Guards nothing: keys, seed and password of a testnet lie side by side. geth wants one. */
const password = "chaindrill";
const initWithinMs = 30_000;

/** Writes the files of the network; starts nothing that stays. */
export async function prepareClique(options: CliqueOptions): Promise<PreparedNetwork> {
  const { cluster, scope } = options;
  const members = cluster.nodes.map((spec): Member => {
    const dir = path.join(options.dir, spec.id);
    return { spec, keys: nodeKeys(spec.id, scope.random), place: options.placeOf(spec), dir };
  });
  const [dial] = await Promise.all([options.dial, layOutChain(members, options), ...members.map(writeIdentity)]);
  return {
    nodes: members.map((member) => prepared(member, options)),
    introduction: introductionOf(members, dial),
  };
}

/**
 * Writes the first block once and copies it to every node: `geth init` takes half a second each, a copy nothing. The
 * template gets no further files, so that nothing personal to a node, such as its key, is copied with it.
 */
async function layOutChain(members: readonly Member[], options: CliqueOptions): Promise<void> {
  const { cluster, accounts, contracts, binary, dir, runInit = initHere(options) } = options;
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
  const template = path.join(dir, "template");
  await runInit(gethInitCommand({ binary, dataDir: template, genesisFile }));
  await Promise.all(
    members.map(async (member) => {
      await makeDirectory(path.join(member.dir, "geth"));
      await copyTree(path.join(template, "geth", "chaindata"), path.join(member.dir, "geth", "chaindata"));
    }),
  );
}

const initHere =
  ({ scope, dir }: CliqueOptions) =>
  (command: Command): Promise<unknown> => {
    const env = { ...scope.processMarks, HOME: dir };
    return runProgram({ ...command, env, timeoutMs: initWithinMs, signal: scope.signal });
  };

/** What tells a node from the others. Its peers are not in its configuration yet: see clique-peers.ts. */
async function writeIdentity(member: Member): Promise<void> {
  const { peer, signer } = member.keys;
  await writeConfig(member, []);
  await writeAtomically(nodeKeyFile(member), peer.privateKey.toString("hex"));
  if (!isSigner(member)) return;
  await writeAtomically(passwordFile(member), password);
  await writeAtomically(path.join(member.dir, "keystore", signer.address), keystoreFile({ ...signer, password }));
}

const writeConfig = (member: Member, staticNodes: readonly string[]): Promise<void> =>
  writeAtomically(
    configFile(member),
    gethConfig({ listen: member.place.listen, p2pPort: member.place.ports.p2p, staticNodes }),
  );

function introductionOf(members: readonly Member[], dial: DialPlan): Introduction {
  const byId = new Map(members.map((member) => [member.spec.id, member]));
  const dialsOf = (from: Member) =>
    members
      .filter((to) => to !== from)
      .map((to) => ({
        to: to.spec.id,
        enode: enodeUrl({ publicKey: to.keys.peer.publicKey, ...dial(from.spec.id, to.spec.id) }),
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
  const { spec, place, keys, dir } = member;
  const { cluster, binary } = options;
  const { address } = keys.signer;
  const sealing = { address, passwordFile: passwordFile(member), gasLimit: cluster.gasLimit };
  const command = ({ sealsAtOnce }: { sealsAtOnce: boolean }) =>
    gethCommand({
      binary,
      dataDir: dir,
      configFile: configFile(member),
      nodeKeyFile: nodeKeyFile(member),
      chainId: cluster.chainId,
      listen: place.listen,
      peersWithin: place.peersWithin,
      ports: place.ports,
      signer: isSigner(member) ? { ...sealing, sealsAtOnce } : undefined,
    });
  return {
    spec,
    endpoints: place.endpoints,
    command: command({ sealsAtOnce: true }),
    firstCommand: command({ sealsAtOnce: false }),
    env: { HOME: dir },
    peers: cluster.nodes.length - 1,
  };
}

const isSigner = (member: Member): boolean => member.spec.role === "signer";
const configFile = (member: Member): string => path.join(member.dir, "config.toml");
const nodeKeyFile = (member: Member): string => path.join(member.dir, "nodekey");
const passwordFile = (member: Member): string => path.join(member.dir, "password");
