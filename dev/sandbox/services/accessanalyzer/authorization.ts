import { requestTags } from "../../iam/requestTags";
import { page, type PageRequest } from "../../paging";
import type { Asked, Call } from "../../service";
import { analyzerArn, findAnalyzers, getAnalyzer, noAnalyzer, type Analyzer } from "./analyzers";
import { invalid } from "./validation";

/** An analyzer that may exist, with the condition keys of its tags and of the request's. */
export function onAnalyzer(arn: string, call: Call, tags: Record<string, string> = {}): Asked {
  const existing = findAnalyzers(call.world).find((analyzer) => analyzer.arn === arn);
  const resourceTags = [...(existing?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  const given = requestTags(Object.entries(tags).map(([Key, Value]) => ({ Key, Value })));
  return { resource: arn, context: { ...Object.fromEntries(resourceTags), ...given } };
}

/** One of the caller's analyzers, in the Region of the call. */
export function onNamedAnalyzer({ analyzerName }: { analyzerName: string }, call: Call): Asked {
  return onAnalyzer(ownAnalyzerArn(call, analyzerName), call);
}

/** An archive rule: a resource type of its own, `analyzer/<name>/archive-rule/<rule>`. */
export function onArchiveRule({ analyzerName, ruleName }: { analyzerName: string; ruleName: string }, call: Call): Asked {
  return { resource: `${ownAnalyzerArn(call, analyzerName)}/archive-rule/${ruleName}` };
}

export function ownAnalyzerArn({ world, caller, region }: Call, name: string): string {
  return analyzerArn(world, caller.account, region, name);
}

/** The analyzer that a call names. @throws ResourceNotFoundException */
export function namedAnalyzer({ analyzerName }: { analyzerName: string }, call: Call): Analyzer {
  return getAnalyzer(call.world, ownAnalyzerArn(call, analyzerName));
}

/** The analyzer that a call names by ARN: one of the caller's account, in the Region of the call. @throws ResourceNotFoundException */
export function ownAnalyzer(call: Call, arn: string): Analyzer {
  const analyzer = getAnalyzer(call.world, arn);
  if (analyzer.account !== call.caller.account || analyzer.region !== call.region) throw noAnalyzer(arn);
  return analyzer;
}

/** @throws ValidationException for a token that was never given. */
export function pageOf<T>(call: Call, input: PageRequest, items: T[]) {
  return page(call, input, items, { badToken: () => invalid("nextToken", "Invalid token.") });
}
