import type { SQSRecord } from "aws-lambda";
import type { RoadMetric } from "../../../domain/findings/metrics";
import type { Observation } from "../../../domain/findings/observation";
import type { RoadAnalyzer, ScannerSettings } from "../../../domain/findings/settings";
import { accountId, region, type AccountId } from "../../../domain/identifiers";
import type { Lookup } from "../../../domain/policyChanges/lookups";
import { policyRows } from "../../../domain/policyChanges/rows";
import { scanDetailType, scannerSource, type ScanReport } from "../../../domain/scanner/scanReport";
import { handleBatch } from "../../../lambdas/scanner/handleBatch";
import type { ScannerWork } from "../../../lambdas/scanner/work";
import { external, publicAccess } from "../../domain/findings/samples";

export const home = region("eu-central-1");
export const admin = accountId("222222222222");
export const member = accountId("333333333333");
export const organizationAnalyzer: RoadAnalyzer = analyzerOf(admin, "ORGANIZATION");
export const memberAnalyzer: RoadAnalyzer = analyzerOf(member, "ACCOUNT");
export const keyArn = (name: string) => `arn:aws:kms:${home}:${member}:key/${name}`;

function analyzerOf(account: AccountId, type: "ORGANIZATION" | "ACCOUNT"): RoadAnalyzer {
  const name = type === "ORGANIZATION" ? "organization" : "account";
  return { arn: `arn:aws:access-analyzer:${home}:${account}:analyzer/access-analyzer-org-${name}`, account, region: home, type };
}

/** As the SDK throws it. */
export function refusal(name: string, message = "no"): Error {
  return Object.assign(new Error(message), { name });
}

interface Resource {
  account: AccountId;
  resourceType: string;
  isPublic: boolean;
  /** By analyzer: when it looked last, and what it has. */
  seen: Map<string, { analyzedAt: string; finding?: Observation }>;
}

interface Letter {
  id: string;
  body: string;
  sentAt: number;
  visibleAt: number;
  receives: number;
}

/** The function is stopped. */
export class Killed extends Error {}

const never = new Promise<never>(() => {});

/** Access Analyzer, the queue and the bus, as far as the scanner knows them. Time passes when it is told to. */
export class ScannerWorld {
  time = Date.parse("2026-11-20T01:00:00Z");
  /** Milliseconds from the start of a scan to its end. */
  takes = 3000;
  readonly resources = new Map<string, Resource>();
  readonly statuses = new Map([
    [organizationAnalyzer.arn, "ACTIVE"],
    [memberAnalyzer.arn, "ACTIVE"],
  ]);
  readonly scanner: ScannerSettings = {
    places: { [member]: [home] },
    resourceTypes: policyRows.map(({ type }) => type),
    analyzers: [organizationAnalyzer],
  };
  queue: Letter[] = [];
  readonly dead: Letter[] = [];
  /** That end a scan. */
  readonly reports: ScanReport[] = [];
  readonly started: ScanReport[] = [];
  readonly calls: string[] = [];
  readonly measured = new Map<RoadMetric, number>();
  readonly logged: string[] = [];
  /** Throws in place of a call; by Killed the function ends there, and nothing that it has begun goes on. */
  fault: (call: string) => void = () => {};
  lookUp: (lookup: Lookup) => unknown = ({ call }) => {
    throw refusal("ResourceNotFoundException", `${call}: not there`);
  };
  pageSize = 1000;
  #ids = 0;
  #later: { at: number; then: () => void }[] = [];

  /** The policy of a key is changed, and CloudTrail tells it a second later. */
  change(resource: string, isPublic: boolean, eventName = "PutKeyPolicy"): void {
    const known = this.resources.get(resource) ?? { account: member, resourceType: "AWS::KMS::Key", seen: new Map() };
    this.resources.set(resource, { ...known, isPublic });
    const [event, at] = [this.event(resource, eventName), this.time + 1000];
    this.#later.push({ at, then: () => this.send(event) });
  }

  event(resource: string, eventName = "PutKeyPolicy", more: object = {}): object {
    const keyId = resource.split("/").at(-1);
    return {
      ...{ "detail-type": "AWS API Call via CloudTrail", source: "aws.kms", account: member, region: home },
      detail: {
        ...{ eventSource: "kms.amazonaws.com", eventName, eventTime: `${new Date(this.time).toISOString().slice(0, 19)}Z` },
        ...{ requestParameters: { keyId }, resources: [{ ARN: resource }], userIdentity: { type: "IAMUser" } },
        ...more,
      },
    };
  }

  send(message: object | string, delaySeconds = 0): void {
    const body = typeof message === "string" ? message : JSON.stringify(message);
    const visibleAt = this.time + delaySeconds * 1000;
    this.queue.push({ id: `m${++this.#ids}`, body, sentAt: this.time, visibleAt, receives: 0 });
  }

  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    const due = this.#later.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    if (due.length > 0) this.#later = this.#later.filter(({ at }) => at > until);
    for (const { at, then } of due) {
      this.time = Math.max(this.time, at);
      then();
    }
    this.time = until;
  }

  visible(): Letter[] {
    return this.queue.filter(({ visibleAt }) => visibleAt <= this.time);
  }

  /** One invocation with these. What is given back comes again after six minutes, five times. */
  async invoke(letters = this.visible().slice(0, 10), milliseconds = 60_000): Promise<void> {
    for (const letter of letters) Object.assign(letter, { receives: letter.receives + 1, visibleAt: this.time + 360_000 });
    const records = letters.map(({ id, body, sentAt }) => ({ messageId: id, body, attributes: { SentTimestamp: String(sentAt) } }));
    let kill = () => {};
    const killed = new Promise<undefined>((resolve) => (kill = () => resolve(undefined)));
    const clock = { getRemainingTimeInMillis: () => milliseconds };
    const answer = await Promise.race([handleBatch(records as SQSRecord[], clock, this.work(kill)), killed]); // all that is used
    if (answer === undefined) return this.done([]);
    const { batchItemFailures } = answer;
    const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    this.done(letters.filter(({ id }) => !back.has(id)));
  }

  done(letters: readonly Letter[]): void {
    const done = new Set(letters);
    this.queue = this.queue.filter((letter) => !done.has(letter));
    const spent = this.queue.filter(({ receives, visibleAt }) => receives >= 5 && visibleAt <= this.time + 360_000 && receives > 0);
    this.dead.push(...spent);
    if (spent.length > 0) this.queue = this.queue.filter((letter) => !spent.includes(letter));
  }

  /** Until the queue is empty and nothing is underway. */
  async run(): Promise<void> {
    for (let round = 0; round < 20_000; round++) {
      if (this.queue.length === 0 && this.#later.length === 0) return;
      if (this.visible().length > 0) await this.invoke();
      else this.advance(1000);
    }
    throw new Error("The queue never became empty");
  }

  outcomes(): string[] {
    return this.reports.map(({ outcome }) => outcome);
  }

  /** As the bus gives it to the intake. */
  reported(): object[] {
    return this.reports.map((detail) => ({
      ...{ source: scannerSource, "detail-type": scanDetailType, account: admin, region: home, resources: [detail.resource] },
      detail,
    }));
  }

  work(kill = () => {}): ScannerWork {
    let isKilled = false;
    const write = (text: string, about: object = {}) => void this.logged.push(`${text} ${JSON.stringify(about)}`);
    const called = async (call: string, about = "") => {
      if (isKilled) await never;
      this.calls.push(about === "" ? call : `${call} ${about}`);
      try {
        this.fault(call);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        isKilled = true;
        kill();
        await never;
      }
    };
    const resourceOf = (arn: string) => {
      const found = this.resources.get(arn);
      if (found === undefined) throw refusal("ResourceNotFoundException", `Resource not found: ${arn}.`);
      return found;
    };
    return {
      ...{ place: { homeRegion: home }, scanner: this.scanner, log: { info: write, warn: write, error: write } },
      measure: (metric, value) => void this.measured.set(metric, (this.measured.get(metric) ?? 0) + value),
      statusOf: async ({ arn }) => {
        await called("GetAnalyzer");
        return this.statuses.get(arn);
      },
      start: async ({ arn }, { resource }) => {
        await called("StartResourceScan", arn.split("-").at(-1));
        resourceOf(resource);
        this.#later.push({ at: this.time + this.takes, then: () => this.#analyze(arn, resource) });
      },
      analyzedAt: async ({ arn }, { resource }) => {
        await called("GetAnalyzedResource");
        const seen = resourceOf(resource).seen.get(arn);
        if (seen === undefined) throw refusal("ResourceNotFoundException", `Resource not found: ${resource}.`);
        return new Date(seen.analyzedAt);
      },
      findings: async ({ arn }, { resource }) => {
        await called("ListFindings");
        const finding = resourceOf(resource).seen.get(arn)?.finding;
        return finding === undefined ? [] : [finding];
      },
      resources: async (_analyzer, type, token = "0") => {
        await called("ListAnalyzedResources");
        const all = [...this.resources].filter(([, { resourceType }]) => resourceType === type);
        const [from, to] = [Number(token), Number(token) + this.pageSize];
        const resources = all.slice(from, to).map(([resource, { account, resourceType }]) => ({ resource, account, resourceType }));
        return { resources, ...(to < all.length && { nextToken: String(to) }) };
      },
      lookUp: async (lookup) => {
        await called(lookup.call);
        return this.lookUp(lookup);
      },
      toQueue: async (messages, delaySeconds) => {
        await called("SendMessage");
        for (const message of messages) this.send(message, delaySeconds);
      },
      publish: async (report) => {
        await called("PutEvents");
        (report.outcome === "started" ? this.started : this.reports).push(JSON.parse(JSON.stringify(report)) as ScanReport);
      },
      now: () => new Date(this.time),
    };
  }

  #analyze(analyzer: string, resource: string): void {
    const found = this.resources.get(resource);
    if (found === undefined) return;
    const at = new Date(this.time).toISOString();
    const before = found.seen.get(analyzer)?.finding;
    const status = found.isPublic ? "ACTIVE" : "RESOLVED";
    const changed = { ...(before ?? this.#finding(analyzer, resource, at)), status, updatedAt: at, analyzedAt: at } as const;
    const finding =
      before === undefined && !found.isPublic ? undefined : before?.status === status ? { ...before, analyzedAt: at } : changed;
    found.seen.set(analyzer, { analyzedAt: at, ...(finding && { finding }) });
  }

  #finding(analyzer: string, resource: string, at: string): Observation {
    return {
      ...{ analyzer, findingId: `finding-of-${resource}`, kind: "external", account: member, region: home, resource },
      ...{ resourceType: "AWS::KMS::Key", status: "ACTIVE", isDeleted: false, createdAt: at, analyzedAt: at, updatedAt: at },
      access: resource.endsWith("shared") ? external : { ...publicAccess, actions: ["kms:Decrypt"] },
    };
  }
}
