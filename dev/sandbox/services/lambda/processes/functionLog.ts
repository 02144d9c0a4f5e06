import { randomBytes } from "node:crypto";
import { actAsRole } from "../../../iam/actAsRole";
import { lookUpAccessKey, type RoleSession } from "../../../iam/accessKeys";
import type { StoreKey, World } from "../../../world/world";
import { findLogGroup, makeLogGroup, putLogEvents } from "../../logs/groups";
import type { LogEvent } from "../../logs/logEvent";
import type { Stored } from "../../storing/stored";
import type { Settings } from "../store";

interface KeptLine {
  functionArn: string;
  line: string;
  time: Date;
}

/** The latest lines of all functions, also those that no log group holds. */
const kept: StoreKey<KeptLine[]> = { name: "lambda lines", create: () => [] };

/** What a function has printed, Lambda's own lines among it, whether or not its role may write logs. */
export function linesOf(world: World, functionArn: string): string[] {
  return world
    .store(kept)
    .filter((each) => each.functionArn === functionArn)
    .map(({ line }) => line);
}

/** Where the lines of one process go: a stream of the function's log group, as far as its role allows it. */
export class FunctionLog {
  readonly group: string;
  readonly stream: string;
  #unwritten: LogEvent[] = [];
  #hasStream = false;

  constructor(
    readonly world: World,
    readonly owner: Stored<Settings>,
    readonly session: RoleSession,
  ) {
    this.group = owner.settings.given.LoggingConfig?.LogGroup ?? `/aws/lambda/${owner.name}`;
    const day = world.clock.now().toISOString().slice(0, 10).replace(/-/g, "/");
    this.stream = `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
  }

  print(line: string): void {
    const time = this.world.clock.now();
    this.#unwritten.push({ timestamp: time.getTime(), message: line });
    const lines = this.world.store(kept);
    lines.push({ functionArn: this.owner.arn, line, time });
    if (lines.length > 10_000) lines.splice(0, 1000);
  }

  /** Writes what was printed since the last time, with the role's permissions; without them it is lost. @returns it */
  flush(): string[] {
    const events = this.#unwritten;
    this.#unwritten = [];
    if (events.length > 0 && this.#mayWrite()) putLogEvents(this.world, this.owner, this.group, this.stream, events);
    return events.map(({ message }) => message);
  }

  #mayWrite(): boolean {
    if (findLogGroup(this.world, this.owner, this.group) === undefined) {
      if (!this.#allows("CreateLogGroup", "")) return false;
      makeLogGroup(this.world, this.owner, this.group);
      this.#hasStream = false;
    }
    this.#hasStream ||= this.#allows("CreateLogStream", "");
    return this.#hasStream && this.#allows("PutLogEvents", this.stream);
  }

  #allows(operation: string, stream: string): boolean {
    const { accessKeyId, sessionToken, account } = this.session;
    const found = lookUpAccessKey(this.world, accessKeyId, sessionToken);
    if (found.kind !== "found") return false;
    const { region } = this.owner;
    const resource = `arn:${this.world.partition}:logs:${region}:${account}:log-group:${this.group}:log-stream:${stream}`;
    return actAsRole(this.world, found.caller, { service: "logs", operation, region }, { resource }).allowed;
  }
}
