import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** The network between one device and the hub: a proxy that lets everything through until the test says otherwise. */
export class Network {
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private is: 'open' | 'cut' | 'silent' = 'open';

  private constructor() {
    this.server = createServer((_, response) => response.writeHead(405).end()); // tunnels only
    this.server.on('connect', ({ url = '' }, device: Socket) => this.tunnel(url, device));
  }

  static async start(): Promise<Network> {
    const network = new Network();
    await new Promise<void>((resolve) => network.server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  /** For `proxy.server` of a browser's context. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`; // listening on TCP
  }

  /** Every connection breaks, and no new one is made. */
  cut(): void {
    this.is = 'cut';
    this.breakAll();
  }

  /** Nothing arrives any more on either side, and nobody is told: a tunnel, a sleeping router. */
  silence(): void {
    this.is = 'silent';
    for (const socket of [...this.pairs].flat()) socket.pause();
  }

  /** Connections are possible again; old ones are gone, as after a change of network. */
  heal(): void {
    this.is = 'open';
    this.breakAll();
  }

  async stop(): Promise<void> {
    this.breakAll();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private tunnel(target: string, device: Socket): void {
    const { hostname, port } = new URL(`tcp://${target}`);
    device.on('error', () => {});
    if (this.is === 'cut') return void device.destroy();
    const hub = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
    const pair = [device, hub] as const;
    this.pairs.add(pair);
    hub.on('connect', () => device.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    const end = () => void this.pairs.delete(pair);
    pipeline(device, hub, end);
    pipeline(hub, device, end);
    if (this.is === 'silent') for (const socket of pair) socket.pause();
  }

  private breakAll(): void {
    for (const socket of [...this.pairs].flat()) socket.destroy();
    this.pairs.clear();
  }
}
