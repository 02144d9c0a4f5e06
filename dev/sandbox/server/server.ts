import { once, setMaxListeners } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { LoggedCall } from "../world/callLog";
import { SystemClock, type Clock } from "../world/clock";
import { answerControl } from "./control";
import { createWorld } from "../seed/createWorld";
import { openWorld, type Saveable } from "../seed/savedWorld";
import { createDispatch } from "./dispatch";
import { createAccessKey, type Credentials } from "../iam/accessKeys";
import { administratorAccess } from "../iam/managedPolicies";
import { findUser, putUser } from "../iam/users";
import { parseOrganization, readOrganizationFile, type OrganizationDescription } from "../seed/organizationFile";
import { services } from "../services";
import { stopFunctions } from "../services/lambda/processes/processes";
import { answerLink } from "../services/sns/links";
import type { Reply, Request } from "../wire/protocol";
import type { Settings, World } from "../world/world";

export interface SandboxOptions {
  /** Default: any free one. */
  port?: number;
  /** A description, or the path of an organization file. Default: the demo's organization. */
  organization?: OrganizationDescription | string;
  /** What `saveWorld` has made: the organization and the settings are its own. */
  saved?: Uint8Array;
  settings?: Partial<Settings>;
  /** Default: the machine's. One that a test holds makes hours pass at once. */
  clock?: Clock;
}

/** A pocket AWS organization that answers on loopback. */
export interface Sandbox {
  /** What AWS_ENDPOINT_URL is to hold. */
  url: string;
  port: number;
  /** The Region that clients are pointed at. */
  homeRegion: string;
  world: World;
  /** Every call since the start, oldest first. */
  calls: readonly LoggedCall[];
  /** Keys of user `admin` of the management account, who may do everything. */
  adminCredentials: Credentials;
  /** Stops listening and ends open connections, calls that hang among them. */
  close(): Promise<void>;
}

export const demoOrganizationFile = join(__dirname, "..", "organizations", "demo.yaml");

/**
 * Starts a sandbox organization.
 *
 * @throws OrganizationFileError when the description is wrong; the system's error (EADDRINUSE) when the port cannot be had.
 */
export async function startSandbox({
  port = 0,
  organization = demoOrganizationFile,
  saved,
  settings,
  clock = new SystemClock(),
}: SandboxOptions = {}): Promise<Sandbox> {
  const { world, homeRegion, adminCredentials } = saved ? openWorld(saved, clock) : newWorld(organization, clock, settings);
  const offered = services.filter(({ absentIn = [] }) => !absentIn.includes(world.partition));
  const dispatch = createDispatch(world, offered, world.calls);
  const closing = new AbortController();
  // Each call that a fault holds up listens.
  setMaxListeners(0, closing.signal);

  const server = createServer((incoming, outgoing) => {
    void readRequest(incoming)
      .then((request) =>
        request === undefined
          ? tooLarge
          : (answerControl(request, world, offered, world.calls) ?? answerLink(request, world) ?? dispatch(request, closing.signal)),
      )
      .catch(failed)
      .then((reply) => outgoing.writeHead(reply.status, reply.headers).end(reply.body));
  });
  // Clients keep connections open between calls; the server must not close one just as a call arrives on it.
  server.keepAliveTimeout = 60_000;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo; // A server that listens on a TCP port has one.
  world.url = `http://127.0.0.1:${address.port}`;

  return {
    url: world.url,
    port: address.port,
    homeRegion,
    world,
    calls: world.calls.all(),
    adminCredentials,
    async close() {
      closing.abort();
      if (clock instanceof SystemClock) clock.stop();
      await stopFunctions(world);
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function newWorld(organization: OrganizationDescription | string, clock: Clock, settings?: Partial<Settings>): Saveable {
  const description = typeof organization === "string" ? readOrganizationFile(organization) : parseOrganization(organization);
  const world = createWorld(description, clock, settings);
  return { world, homeRegion: description.homeRegion, adminCredentials: createAdministrator(world) };
}

function createAdministrator(world: World): Credentials {
  const { managementAccount } = world.organization;
  if (!findUser(world, managementAccount, "admin")) {
    putUser(world, managementAccount, { name: "admin", attachedPolicies: [administratorAccess(world.partition)] });
  }
  const { accessKeyId, secretAccessKey } = createAccessKey(world, managementAccount, "admin");
  return { accessKeyId, secretAccessKey };
}

/** More than any operation here takes: AWS's own limits are below it. */
const largestBody = 4 * 1024 * 1024;

const tooLarge: Reply = {
  status: 413,
  headers: { "content-type": "text/plain", connection: "close" },
  body: `RequestEntityTooLarge: a request may hold ${largestBody} bytes`,
};

/** Undefined for one that is too large: what comes after the limit is not kept. */
async function readRequest(incoming: IncomingMessage): Promise<Request | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  return {
    method: incoming.method ?? "GET",
    // Through a proxy the whole address is asked for: an account's id before a number of four parts is none that is valid.
    url: new URL(incoming.url?.replace(/^http:\/\/[^/]*/, "") ?? "/", "http://127.0.0.1"),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : (value ?? "")]),
    ),
    body: Buffer.concat(chunks),
  };
}

function failed(error: unknown): Reply {
  return { status: 500, headers: { "content-type": "text/plain" }, body: String(error) };
}
