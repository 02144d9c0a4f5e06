import type * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Operations } from "../../service";
import { findAnalyzers, refused, type Analyzer, type ArchiveRule } from "./analyzers";
import { assertRuleQuota, validFilter } from "./archiveRuleFilter";
import { namedAnalyzer, onAnalyzer, onArchiveRule, onNamedAnalyzer, ownAnalyzer, pageOf } from "./authorization";
import { meets } from "./findings/filter";
import { setStatus } from "./findings/lifeCycle";
import { validName } from "./validation";

export const archiveRules: Operations<typeof sdk> = {
  CreateArchiveRule: {
    authorize: onArchiveRule,
    handle(input, call) {
      const ruleName = validName("ruleName", input.ruleName);
      const { arn, name, type, archiveRules: held } = namedAnalyzer(input, call);
      const filter = validFilter(type, input.filter);
      if (held.has(ruleName)) {
        const message = `Archive rule ${ruleName} of analyzer ${name} already exists.`;
        throw refused("ConflictException", message, `${arn}/archive-rule/${ruleName}`, "ArchiveRule");
      }
      assertRuleQuota(held.size + 1);
      const now = call.world.clock.now();
      held.set(ruleName, { ruleName, filter, createdAt: now, updatedAt: now });
    },
  },
  GetArchiveRule: {
    authorize: onArchiveRule,
    handle: (input, call) => ({ archiveRule: ruleOf(namedAnalyzer(input, call), input.ruleName) }),
  },
  /** An analyzer that is not there has no rules: ResourceNotFoundException is not among this operation's errors. */
  ListArchiveRules: {
    authorize: onNamedAnalyzer,
    handle(input, call) {
      const analyzer = findAnalyzers(call.world, { account: call.caller.account, region: call.region, name: input.analyzerName })[0];
      const rules = [...(analyzer?.archiveRules.values() ?? [])].sort((a, b) => (a.ruleName < b.ruleName ? -1 : 1));
      const { items, nextToken } = pageOf(call, input, rules);
      return { archiveRules: items, nextToken };
    },
  },
  /** Replaces the whole filter. */
  UpdateArchiveRule: {
    authorize: onArchiveRule,
    handle(input, call) {
      const analyzer = namedAnalyzer(input, call);
      const rule = ruleOf(analyzer, input.ruleName);
      rule.filter = validFilter(analyzer.type, input.filter);
      rule.updatedAt = call.world.clock.now();
    },
  },
  DeleteArchiveRule: {
    authorize: onArchiveRule,
    handle(input, call) {
      const analyzer = namedAnalyzer(input, call);
      analyzer.archiveRules.delete(ruleOf(analyzer, input.ruleName).ruleName);
    },
  },
  /** Archives findings that are there; a rule by itself archives new ones only. */
  ApplyArchiveRule: {
    authorize: (input, call) => onAnalyzer(input.analyzerArn, call),
    handle(input, call) {
      const analyzer = ownAnalyzer(call, input.analyzerArn);
      const { filter } = ruleOf(analyzer, input.ruleName);
      for (const finding of analyzer.findings.all.values())
        if (finding.status === "ACTIVE" && meets(finding, filter)) setStatus(call.world, analyzer, finding, "ARCHIVED");
    },
  },
};

function ruleOf({ arn, name, archiveRules: held }: Analyzer, ruleName: string): ArchiveRule {
  const rule = held.get(ruleName);
  if (rule) return rule;
  const message = `Archive rule ${ruleName} of analyzer ${name} not found.`;
  throw refused("ResourceNotFoundException", message, `${arn}/archive-rule/${ruleName}`, "ArchiveRule");
}
