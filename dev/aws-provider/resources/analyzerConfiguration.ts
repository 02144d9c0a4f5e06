import type { AnalyzerConfiguration } from "@aws-sdk/client-accessanalyzer";
import { list, numeric, object, textMap, texts, type Value } from "../values";

/** From the names of `@pulumi/aws` (`unusedAccessAge`, `exclusions`) to AWS's. */
export function configurationToAws(value: Value | undefined): AnalyzerConfiguration | undefined {
  const { unusedAccess, internalAccess } = object(value);
  if (unusedAccess !== undefined && unusedAccess !== null) {
    const exclusions = list(object(object(unusedAccess)["analysisRule"])["exclusions"]).map((exclusion) => ({
      ...(texts(exclusion["accountIds"]) ? { accountIds: texts(exclusion["accountIds"]) } : {}),
      ...(list(exclusion["resourceTags"]).length > 0
        ? { resourceTags: list(exclusion["resourceTags"]).map((tags) => textMap(defined(tags))) }
        : {}),
    }));
    return {
      unusedAccess: {
        unusedAccessAge: numeric(object(unusedAccess)["unusedAccessAge"]),
        ...(exclusions.length > 0 ? { analysisRule: { exclusions } } : {}),
      },
    };
  }
  if (internalAccess !== undefined && internalAccess !== null) {
    const inclusions = list(object(object(internalAccess)["analysisRule"])["inclusions"]).map((inclusion) => ({
      ...(texts(inclusion["accountIds"]) ? { accountIds: texts(inclusion["accountIds"]) } : {}),
      ...(texts(inclusion["resourceArns"]) ? { resourceArns: texts(inclusion["resourceArns"]) } : {}),
      ...(texts(inclusion["resourceTypes"]) ? { resourceTypes: texts(inclusion["resourceTypes"]) as "AWS::S3::Bucket"[] } : {}), // AWS checks the values
    }));
    return { internalAccess: inclusions.length > 0 ? { analysisRule: { inclusions } } : {} };
  }
  return undefined;
}

/** From AWS's names to those of `@pulumi/aws`. An external access analyzer has none. */
export function configurationFromAws(configuration: AnalyzerConfiguration | undefined): Value | undefined {
  if (configuration?.unusedAccess) {
    const { unusedAccessAge, analysisRule } = configuration.unusedAccess;
    const exclusions = (analysisRule?.exclusions ?? []).map(({ accountIds, resourceTags }) => ({
      ...(accountIds?.length ? { accountIds } : {}),
      ...(resourceTags?.length ? { resourceTags } : {}),
    }));
    return {
      unusedAccess: {
        ...(unusedAccessAge === undefined ? {} : { unusedAccessAge }),
        ...(exclusions.length > 0 ? { analysisRule: { exclusions } } : {}),
      },
    };
  }
  if (configuration?.internalAccess) {
    const inclusions = (configuration.internalAccess.analysisRule?.inclusions ?? []).map(({ accountIds, resourceArns, resourceTypes }) => ({
      ...(accountIds?.length ? { accountIds } : {}),
      ...(resourceArns?.length ? { resourceArns } : {}),
      ...(resourceTypes?.length ? { resourceTypes } : {}),
    }));
    return { internalAccess: inclusions.length > 0 ? { analysisRule: { inclusions } } : {} };
  }
  return undefined;
}

function defined(properties: Record<string, Value | undefined>): Record<string, Value> {
  return Object.fromEntries(Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
