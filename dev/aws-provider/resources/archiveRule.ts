import {
  CreateArchiveRuleCommand,
  DeleteArchiveRuleCommand,
  GetArchiveRuleCommand,
  UpdateArchiveRuleCommand,
  type Criterion,
} from "@aws-sdk/client-accessanalyzer";
import { crud } from "../crud";
import { accessAnalyzer } from "../services";
import { list, requiredText, text, texts, type Properties, type Value } from "../values";

/** aws.accessanalyzer.ArchiveRule. Its id is `analyzer/rule`; filters change in place. */
export const archiveRule = crud({
  token: "aws:accessanalyzer/archiveRule:ArchiveRule",
  scope: "regional",
  title: "IAM Access Analyzer Archive Rule",
  service: accessAnalyzer,
  inputs: {
    analyzerName: { required: true, forceNew: true },
    ruleName: { required: true, forceNew: true },
    filters: { required: true, kind: "set" },
  },
  outputs: [],
  id: { of: ["analyzerName", "ruleName"], between: "/" },
  gone: ["ResourceNotFoundException"],
  create: (client, inputs) => client.send(new CreateArchiveRuleCommand({ ...namesIn(inputs), filter: filterToAws(inputs["filters"]) })),
  read: async (client, { analyzerName, ruleName }) => {
    const { archiveRule } = await client.send(new GetArchiveRuleCommand({ analyzerName, ruleName }));
    return archiveRule && { analyzerName, ruleName, filters: filterFromAws(archiveRule.filter ?? {}) };
  },
  update: [
    {
      of: ["filters"],
      call: (client, _key, change) =>
        client.send(new UpdateArchiveRuleCommand({ ...namesIn(change.new), filter: filterToAws(change.new["filters"]) })),
    },
  ],
  delete: (client, { analyzerName, ruleName }) => client.send(new DeleteArchiveRuleCommand({ analyzerName, ruleName })),
});

function namesIn(inputs: Properties): { analyzerName: string; ruleName: string } {
  return { analyzerName: requiredText(inputs, "analyzerName"), ruleName: requiredText(inputs, "ruleName") };
}

function filterToAws(filters: Value | undefined): Record<string, Criterion> {
  return Object.fromEntries(
    list(filters).map(({ criteria, eqs, neqs, contains, exists }) => [
      text(criteria) ?? "",
      {
        ...(texts(eqs) ? { eq: texts(eqs) } : {}),
        ...(texts(neqs) ? { neq: texts(neqs) } : {}),
        ...(texts(contains) ? { contains: texts(contains) } : {}),
        // A text in `@pulumi/aws`, because a boolean that is left out would look like false.
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
