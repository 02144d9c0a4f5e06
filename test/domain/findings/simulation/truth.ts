import type { Observation } from "../../../../domain/findings/observation";
import { accountId, region } from "../../../../domain/identifiers";
import type { Random } from "./random";

export const analyzers = ["eu-central-1", "eu-west-1"].map(
  (place) => `arn:aws:access-analyzer:${place}:222222222222:analyzer/access-analyzer-org-organization`,
);
const resources = ["arn:aws:iam::333333333333:role/one", "arn:aws:iam::333333333333:role/two"];
const permissions = [["sts:AssumeRole"], ["sts:AssumeRole", "sts:TagSession"], ["sts:TagSession"]];

/** What AWS knows: findings that open, close, come back, change, are archived; analyzers that are deleted. Lists may be older than it. */
export class Truth {
  readonly events: Observation[] = [];
  readonly deletedAnalyzers = new Set<string>();
  #findings: Observation[] = [];
  #listed: Observation[] = [];
  #vanished = new Set<string>();
  #ids = 0;

  constructor(
    private readonly random: Random,
    private readonly now: () => Date,
  ) {}

  /** One thing happens. */
  happen(): void {
    const analyzer = this.random.pick(analyzers.filter((one) => !this.deletedAnalyzers.has(one)));
    if (analyzer === undefined) return;
    const finding = this.random.pick(this.#findings.filter((one) => one.analyzer === analyzer));
    const choice = this.random.below(14);
    if (finding === undefined || choice < 3) this.#open(analyzer);
    else if (choice < 6) this.#set(finding, finding.status === "ACTIVE" ? "RESOLVED" : "ACTIVE");
    else if (choice < 8) this.#set(finding, finding.status === "ARCHIVED" ? "ACTIVE" : finding.status === "ACTIVE" ? "ARCHIVED" : "ACTIVE");
    else if (choice < 12) this.#change(finding);
    else if (choice === 12) this.#vanish(finding);
    else if (this.random.chance(0.1)) this.#delete(analyzer);
    if (this.random.chance(0.8)) this.catchUp();
  }

  /** Lists are as new as events again. */
  catchUp(): void {
    this.#listed = this.#findings;
  }

  /** What ListFindings gives now. */
  list(analyzer: string, resource?: string): Observation[] {
    return this.#listed.filter((one) => one.analyzer === analyzer && (resource === undefined || one.resource === resource));
  }

  all(): Observation[] {
    return this.#findings;
  }

  #open(analyzer: string): void {
    const resource = this.random.pick(resources) ?? "";
    if (this.#findings.some((one) => one.analyzer === analyzer && one.resource === resource && one.status !== "RESOLVED")) return;
    this.#add(analyzer, resource, this.random.pick(permissions) ?? []);
  }

  #add(analyzer: string, resource: string, actions: string[]): void {
    const at = this.now().toISOString();
    const finding: Observation = {
      analyzer,
      findingId: `f${++this.#ids}`,
      kind: "external",
      account: accountId("333333333333"),
      region: region(analyzer.split(":")[3] ?? ""),
      resource,
      resourceType: "AWS::IAM::Role",
      status: "ACTIVE",
      isDeleted: false,
      createdAt: at,
      analyzedAt: at,
      updatedAt: at,
      access: { kind: "external", principal: { AWS: "444455556666" }, actions, condition: {}, isPublic: false },
    };
    this.#findings = [...this.#findings, finding];
    this.#tell(finding);
  }

  #set(finding: Observation, status: Observation["status"]): void {
    const changed = { ...finding, status, updatedAt: this.now().toISOString() };
    this.#findings = this.#findings.map((one) => (one === finding ? changed : one));
    this.#tell(changed);
  }

  /** AWS resolves the finding and makes a new one. */
  #change(finding: Observation): void {
    if (finding.status !== "ACTIVE") return;
    const { access } = finding;
    const others = permissions.filter((one) => access.kind !== "external" || one.join() !== access.actions.join());
    this.#set(finding, "RESOLVED");
    this.#add(finding.analyzer, finding.resource, this.random.pick(others) ?? []);
  }

  /** Once for each analyzer: the finding is listed no more. */
  #vanish(finding: Observation): void {
    if (this.#vanished.has(finding.analyzer)) return;
    this.#vanished.add(finding.analyzer);
    this.#findings = this.#findings.filter((one) => one !== finding);
    this.#tell({ ...finding, isDeleted: true });
  }

  #delete(analyzer: string): void {
    this.deletedAnalyzers.add(analyzer);
    const gone = this.#findings.filter((one) => one.analyzer === analyzer);
    this.#findings = this.#findings.filter((one) => one.analyzer !== analyzer);
    for (const finding of gone) this.#tell({ ...finding, isDeleted: true });
  }

  /** Events have whole seconds, and are lost, doubled and late as they like. */
  #tell(finding: Observation): void {
    const event = { ...finding, updatedAt: `${finding.updatedAt.slice(0, 19)}.000Z` };
    if (this.random.chance(0.2)) return;
    for (let copies = this.random.chance(0.3) ? 3 : 1; copies > 0; copies--) this.events.push(event);
  }
}
