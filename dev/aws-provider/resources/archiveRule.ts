import {
  CreateArchiveRuleCommand,
  DeleteArchiveRuleCommand,
  GetArchiveRuleCommand,
  UpdateArchiveRuleCommand,
  type Criterion,
} from "@aws-sdk/client-accessanalyzer";
import { during, unless } from "../errors";
import type { ResourceType } from "../resourceType";
import { list, requiredText, text, texts, type Value } from "../values";

/** aws.accessanalyzer.ArchiveRule. Its id is `analyzer/rule`; filters change in place. */
export const archiveRule: ResourceType = {
  token: "aws:accessanalyzer/archiveRule:ArchiveRule",
  scope: "regional",
  title: "IAM Access Analyzer Archive Rule",
  inputs: {
    analyzerName: { required: true, forceNew: true },
    ruleName: { required: true, forceNew: true },
    filters: { required: true, kind: "set" },
  },
  outputs: [],

  async create(inputs, { account, region }) {
    const client = await account.accessAnalyzer(region);
    const analyzerName = requiredText(inputs, "analyzerName");
    const ruleName = requiredText(inputs, "ruleName");
    const id = `${analyzerName}/${ruleName}`;
    await during(`creating IAM Access Analyzer Archive Rule (${id})`, "AccessAnalyzer: CreateArchiveRule", () =>
      client.send(new CreateArchiveRuleCommand({ analyzerName, ruleName, filter: filterToAws(inputs["filters"]) })),
    );
    return id;
  },

  async read(id, { account, region }) {
    const client = await account.accessAnalyzer(region);
    const names = parseId(id);
    const found = await during(`reading IAM Access Analyzer Archive Rule (${id})`, "AccessAnalyzer: GetArchiveRule", () =>
      unless(["ResourceNotFoundException"], () => client.send(new GetArchiveRuleCommand(names))),
    );
    return found?.archiveRule && { ...names, filters: filterFromAws(found.archiveRule.filter ?? {}) };
  },

  async update(id, change, { account, region }) {
    const client = await account.accessAnalyzer(region);
    await during(`updating IAM Access Analyzer Archive Rule (${id})`, "AccessAnalyzer: UpdateArchiveRule", () =>
      client.send(new UpdateArchiveRuleCommand({ ...parseId(id), filter: filterToAws(change.new["filters"]) })),
    );
  },

  async delete(id, _state, { account, region }) {
    const client = await account.accessAnalyzer(region);
    await during(`deleting IAM Access Analyzer Archive Rule (${id})`, "AccessAnalyzer: DeleteArchiveRule", () =>
      unless(["ResourceNotFoundException"], () => client.send(new DeleteArchiveRuleCommand(parseId(id)))),
    );
  },
};

function parseId(id: string): { analyzerName: string; ruleName: string } {
  const [analyzerName, ruleName, ...more] = id.split("/");
  if (!analyzerName || !ruleName || more.length > 0) throw new Error(`unexpected format of ID (${id}), expected ANALYZER-NAME/RULE-NAME`);
  return { analyzerName, ruleName };
}

function filterToAws(filters: Value | undefined): Record<string, Criterion> {
  return Object.fromEntries(
    list(filters).map(({ criteria, eqs, neqs, contains, exists }) => [
      text(criteria) ?? "",
      {
        ...(texts(eqs) ? { eq: texts(eqs) } : {}),
        ...(texts(neqs) ? { neq: texts(neqs) } : {}),
        ...(texts(contains) ? { contains: texts(contains) } : {}),
        // A text in `@pulumi/aws`, because a boolean that is left out could not be told from false.
        ...(text(exists) ? { exists: text(exists) === "true" } : {}),
      },
    ]),
  );
}

function filterFromAws(filter: Record<string, Criterion>): Value {
  return Object.entries(filter).map(([criteria, { eq, neq, contains, exists }]) => ({
    criteria,
    ...(eq?.length ? { eqs: eq } : {}),
    ...(neq?.length ? { neqs: neq } : {}),
    ...(contains?.length ? { contains } : {}),
    ...(exists === undefined ? {} : { exists: String(exists) }),
  }));
}
