import { clearTimeout, setTimeout } from "k6/timers";
import { WebSocket } from "k6/websockets";
import { requestTimeout, toMs } from "./options.ts";
import { judge, type RpcAnswer, type RpcRequest } from "./rpc.ts";

export interface SocketListener {
  opened(socket: RpcSocket): void;
  notified(subscription: string, result: unknown): void;
  /** Once, whoever ended it; calls that are open have been answered as unknown. */
  ended(why: string): void;
}

export interface RpcSocket {
  /** Answers later, and always. */
  call(request: RpcRequest, onAnswer: (answer: RpcAnswer) => void): void;
  close(why: string): void;
}

interface OpenCall {
  readonly onAnswer: (answer: RpcAnswer) => void;
  readonly timer: number;
}

/** JSON-RPC over a WebSocket: https://geth.ethereum.org/docs/interacting-with-geth/rpc/pubsub */
export function openSocket(url: string, listener: SocketListener): RpcSocket {
  const timeoutMs = toMs(requestTimeout);
  const calls = new Map<number, OpenCall>();
  let [nextId, ended] = [1, false];
  const webSocket = new WebSocket(url);

  const settle = (id: number, answer: RpcAnswer) => {
    const open = calls.get(id);
    if (open === undefined) return;
    calls.delete(id);
    clearTimeout(open.timer);
    open.onAnswer(answer);
  };
  const end = (why: string) => {
    if (ended) return;
    ended = true;
    clearTimeout(opening);
    for (const id of [...calls.keys()]) settle(id, { outcome: "unknown", error: "reset" });
    listener.ended(why);
  };
  const socket: RpcSocket = {
    call({ method, params }, onAnswer) {
      if (ended) return onAnswer({ outcome: "rejected", error: "the connection is closed" });
      const id = nextId++;
      const timer = setTimeout(() => settle(id, { outcome: "unknown", error: "timeout" }), timeoutMs);
      calls.set(id, { onAnswer, timer });
      webSocket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    },
    close(why) {
      end(why);
      webSocket.close();
    },
  };
  const opening = setTimeout(() => socket.close("timeout"), timeoutMs);
  webSocket.onopen = () => {
    clearTimeout(opening);
    if (!ended) listener.opened(socket);
  };
  webSocket.onmessage = (event) => {
    if (ended) return;
    const message = parseMessage(event?.data);
    if (message.method === "eth_subscription") {
      listener.notified(`${message.params?.subscription}`, message.params?.result);
    } else if (typeof message.id === "number") {
      settle(message.id, judge(message, 101));
    }
  };
  webSocket.onerror = (event) => end(event?.error ?? "reset");
  webSocket.onclose = () => end("closed by the node");
  return socket;
}

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: { readonly subscription?: unknown; readonly result?: unknown };
}

function parseMessage(text: unknown): Message {
  try {
    return (JSON.parse(String(text)) ?? {}) as Message;
  } catch {
    return {}; // no JSON-RPC: whoever waits for an answer runs into its timeout
  }
}
