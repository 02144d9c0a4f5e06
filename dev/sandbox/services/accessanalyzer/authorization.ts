import type { Authorization, Call } from "../../service";
import { analyzerArn, findAnalyzers, getAnalyzer, noAnalyzer, type Analyzer } from "./analyzers";
import { required } from "./validation";

/** An action on an analyzer that may exist, with the condition keys of its tags and of the request's. */
export function onAnalyzer(action: string, arn: string, call: Call, requestTags?: Record<string, string>): Authorization {
  const resource = findAnalyzers(call.world).find((analyzer) => analyzer.arn === arn);
  const context: Record<string, string | string[]> = {};
  for (const [key, value] of resource?.tags ?? []) context[`aws:ResourceTag/${key}`] = value;
  for (const [key, value] of Object.entries(requestTags ?? {})) context[`aws:RequestTag/${key}`] = value;
  if (requestTags && Object.keys(requestTags).length > 0) context["aws:TagKeys"] = Object.keys(requestTags);
  return { action: `access-analyzer:${action}`, resource: arn, context };
}

/** An action on one of the caller's analyzers, in the Region of the call. */
export function onNamedAnalyzer(action: string, name: string | undefined, call: Call): Authorization {
  return onAnalyzer(action, ownAnalyzerArn(call, name), call);
}

/** An action on an archive rule: a resource type of its own, `analyzer/<name>/archive-rule/<rule>`. */
export function onArchiveRule(action: string, analyzerName: string | undefined, ruleName: string | undefined, call: Call): Authorization {
  return { action: `access-analyzer:${action}`, resource: `${ownAnalyzerArn(call, analyzerName)}/archive-rule/${ruleName ?? ""}` };
}

export function ownAnalyzerArn(call: Call, name: string | undefined): string {
  return analyzerArn(call.world, call.caller.account, call.region, name ?? "");
}

/** The analyzer that a call names by ARN: one of the caller's account, in the Region of the call. @throws ValidationException, ResourceNotFoundException */
export function ownAnalyzer(call: Call, field: "analyzerArn" | "resourceArn", arn: string | undefined): Analyzer {
  const analyzer = getAnalyzer(call.world, required(field, arn));
  if (analyzer.account !== call.caller.account || analyzer.region !== call.region) throw noAnalyzer(analyzer.arn);
  return analyzer;
}
