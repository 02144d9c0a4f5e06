import { z } from "zod";
import type { CallLog } from "../world/callLog";
import type { Service } from "../service";
import type { Reply, Request } from "../wire/protocol";
import { modelOf } from "../wire/schema";
import { inboxOf } from "../world/inbox";
import { defaultSettings, type World } from "../world/world";

/**
 * The sandbox's own requests, under /_sandbox/, unsigned:
 *
 *     GET    health
 *     GET    operations        what is implemented, by service
 *     GET    calls             the log of calls
 *     DELETE calls             empties it
 *     GET    inbox             what people, and servers outside, were sent
 *     GET    settings
 *     POST   settings          {"analysisMilliseconds": 1800000}: those of them, from now on
 *     POST   clock             {"advanceMilliseconds": 1800000}: moves it forward, and does what falls due on the way
 *     GET    faults
 *     POST   faults            {"match": {"service": "sts"}, "effect": {"kind": "throttle"}, "times": 2}
 *     DELETE faults            all of them
 *     DELETE faults/<id>
 *
 * @returns nothing for a request that is not one of them.
 */
export function answerControl(request: Request, world: World, services: readonly Service[], log: CallLog): Reply | undefined {
  if (!request.url.pathname.startsWith(controlPrefix)) return undefined;
  // A browser's page must not reach the control plane: it would send Origin.
  if (request.headers["origin"] !== undefined) return json(403, { message: "The control plane does not answer web pages" });
  // Nor by a name that was made to lead here.
  if (!isLoopback(request.headers["host"] ?? "")) return json(403, { message: "The control plane answers loopback addresses only" });
  const [subject = "", id] = request.url.pathname.slice(controlPrefix.length).split("/");

  switch (`${request.method} ${subject}`) {
    case "GET health":
      return json(200, { status: "ready", organization: world.organization.id, accounts: world.accounts.size });
    case "GET operations":
      return json(200, Object.fromEntries(services.map((service) => [service.signingName, operationsOf(service)])));
    case "GET calls":
      return json(200, log.all());
    case "DELETE calls":
      log.clear();
      return json(200, {});
    case "GET inbox":
      return json(200, inboxOf(world));
    case "GET settings":
      return json(200, world.settings);
    case "POST settings":
      return parsedBody(request, settingsSchema, (given) => json(200, Object.assign(world.settings, given)));
    case "POST clock":
      return parsedBody(request, clockSchema, ({ advanceMilliseconds }) => {
        world.clock.advance(advanceMilliseconds);
        return json(200, { now: world.clock.now() });
      });
    case "GET faults":
      return json(200, world.faults.list());
    case "POST faults":
      return parsedBody(request, faultSchema, (fault) => json(201, world.faults.add(fault)));
    case "DELETE faults":
      if (id === undefined) world.faults.clear();
      else world.faults.remove(id);
      return json(200, world.faults.list());
    default:
      return json(404, { message: `${request.method} ${request.url.pathname} is nothing that the sandbox's control plane knows` });
  }
}

const controlPrefix = "/_sandbox/";

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}

function operationsOf(service: Service): { implemented: string[]; refused: string[]; notInModel: string[] } {
  const all = [...modelOf(service).operations.keys()].sort();
  return {
    implemented: all.filter((name) => Object.hasOwn(service.operations, name)),
    refused: all.filter((name) => !Object.hasOwn(service.operations, name)),
    /** A defect of the sandbox: an implementation that no request can reach. */
    notInModel: Object.keys(service.operations).filter((name) => !all.includes(name)),
  };
}

function parsedBody<Content>(request: Request, schema: z.ZodType<Content>, answer: (content: Content) => Reply): Reply {
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString("utf8"));
  } catch {
    return json(400, { message: "The body is not JSON" });
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) return json(400, { message: z.prettifyError(parsed.error) });
  return answer(parsed.data);
}

const settingsSchema = z
  .strictObject(Object.fromEntries(Object.keys(defaultSettings).map((name) => [name, z.number().int().nonnegative()])))
  .partial();

const clockSchema = z.strictObject({ advanceMilliseconds: z.number().int().nonnegative() });

const faultSchema = z.strictObject({
  match: z
    .strictObject({
      service: z.string().optional(),
      operation: z.string().optional(),
      account: z.string().optional(),
      region: z.string().optional(),
      function: z.string().optional(),
    })
    .default({}),
  effect: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("latency"), milliseconds: z.number().nonnegative() }),
    z.strictObject({ kind: z.literal("throttle") }),
    z.strictObject({ kind: z.literal("serverError"), status: z.number().int().min(500).max(599).optional() }),
    z.strictObject({ kind: z.literal("deny"), message: z.string().optional() }),
    z.strictObject({ kind: z.literal("refuse"), code: z.string().min(1) }),
    z.strictObject({ kind: z.literal("hang") }),
    z.strictObject({ kind: z.literal("killFunction") }),
    z.strictObject({ kind: z.literal("duplicate"), copies: z.number().int().positive().max(10) }),
    z.strictObject({ kind: z.literal("reorder") }),
    z.strictObject({ kind: z.literal("drop") }),
  ]),
  times: z.number().int().positive().optional(),
  share: z.number().positive().max(1).optional(),
  skip: z.number().int().nonnegative().optional(),
});

function json(status: number, body: unknown): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
