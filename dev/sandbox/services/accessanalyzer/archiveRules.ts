import type {
  ApplyArchiveRuleRequest,
  CreateArchiveRuleRequest,
  DeleteArchiveRuleRequest,
  GetArchiveRuleRequest,
  GetArchiveRuleResponse,
  ListArchiveRulesRequest,
  ListArchiveRulesResponse,
  UpdateArchiveRuleRequest,
} from "@aws-sdk/client-accessanalyzer";
import { page } from "../../paging";
import { AwsError, type Call, type Operation } from "../../service";
import { findAnalyzers, getAnalyzer, type Analyzer, type ArchiveRule } from "./analyzers";
import { assertRuleQuota, validFilter } from "./archiveRuleFilter";
import { onAnalyzer, onArchiveRule, onNamedAnalyzer, ownAnalyzer, ownAnalyzerArn } from "./authorization";
import { invalid, required, validName } from "./validation";

type Empty = Record<string, never>;

export const createArchiveRule: Operation<CreateArchiveRuleRequest, Empty> = {
  authorize: (input, call) => [onArchiveRule("CreateArchiveRule", input.analyzerName, input.ruleName, call)],
  handle(input, call) {
    const ruleName = validName("ruleName", input.ruleName);
    const analyzer = named(call, input.analyzerName);
    const filter = validFilter(analyzer.type, input.filter);
    if (analyzer.archiveRules.has(ruleName)) {
      throw new AwsError("ConflictException", `Archive rule ${ruleName} of analyzer ${analyzer.name} already exists.`, {
        resourceId: `${analyzer.arn}/archive-rule/${ruleName}`,
        resourceType: "ArchiveRule",
      });
    }
    assertRuleQuota(analyzer.archiveRules.size + 1);
    const now = call.world.clock.now();
    analyzer.archiveRules.set(ruleName, { ruleName, filter, createdAt: now, updatedAt: now });
    return {};
  },
};

export const getArchiveRule: Operation<GetArchiveRuleRequest, GetArchiveRuleResponse> = {
  authorize: (input, call) => [onArchiveRule("GetArchiveRule", input.analyzerName, input.ruleName, call)],
  handle: (input, call) => ({ archiveRule: ruleOf(named(call, input.analyzerName), input.ruleName) }),
};

/** An analyzer that is not there has no rules: ResourceNotFoundException is not among this operation's errors. */
export const listArchiveRules: Operation<ListArchiveRulesRequest, ListArchiveRulesResponse> = {
  authorize: (input, call) => [onNamedAnalyzer("ListArchiveRules", input.analyzerName, call)],
  handle(input, call) {
    const { world, caller, region } = call;
    const name = required("analyzerName", input.analyzerName);
    const analyzer = findAnalyzers(world, { account: caller.account, region, name })[0];
    const rules = [...(analyzer?.archiveRules.values() ?? [])].sort((a, b) => (a.ruleName < b.ruleName ? -1 : 1));
    const { items, nextToken } = page(rules, input, {
      pageSize: world.settings.pageSize,
      badToken: () => invalid("nextToken", "Invalid token."),
    });
    return { archiveRules: items, nextToken };
  },
};

/** Replaces the whole filter. */
export const updateArchiveRule: Operation<UpdateArchiveRuleRequest, Empty> = {
  authorize: (input, call) => [onArchiveRule("UpdateArchiveRule", input.analyzerName, input.ruleName, call)],
  handle(input, call) {
    const analyzer = named(call, input.analyzerName);
    const rule = ruleOf(analyzer, input.ruleName);
    rule.filter = validFilter(analyzer.type, input.filter);
    rule.updatedAt = call.world.clock.now();
    return {};
  },
};

export const deleteArchiveRule: Operation<DeleteArchiveRuleRequest, Empty> = {
  authorize: (input, call) => [onArchiveRule("DeleteArchiveRule", input.analyzerName, input.ruleName, call)],
  handle(input, call) {
    const analyzer = named(call, input.analyzerName);
    analyzer.archiveRules.delete(ruleOf(analyzer, input.ruleName).ruleName);
    return {};
  },
};

/** Archives existing findings that the rule matches; there are none yet. */
export const applyArchiveRule: Operation<ApplyArchiveRuleRequest, Empty> = {
  authorize: (input, call) => [onAnalyzer("ApplyArchiveRule", input.analyzerArn ?? "", call)],
  handle(input, call) {
    const analyzer = ownAnalyzer(call, "analyzerArn", input.analyzerArn);
    ruleOf(analyzer, input.ruleName);
    return {};
  },
};

function named(call: Call, analyzerName: string | undefined): Analyzer {
  return getAnalyzer(call.world, ownAnalyzerArn(call, required("analyzerName", analyzerName)));
}

function ruleOf(analyzer: Analyzer, ruleName: string | undefined): ArchiveRule {
  const rule = analyzer.archiveRules.get(required("ruleName", ruleName));
  if (rule) return rule;
  throw new AwsError("ResourceNotFoundException", `Archive rule ${ruleName} of analyzer ${analyzer.name} not found.`, {
    resourceId: `${analyzer.arn}/archive-rule/${ruleName}`,
    resourceType: "ArchiveRule",
  });
}
