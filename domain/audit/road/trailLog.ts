/** What trails of CloudTrail do for the rules: without one that logs changing calls, EventBridge hears of none. */
export const trailPart = "management events";
export const logsCalls = "log of changing calls";
export const logsKmsCalls = "log of changing KMS calls";

/** Which events a trail logs, as GetEventSelectors says it. */
export interface TrailSelectors {
  EventSelectors?:
    | {
        IncludeManagementEvents?: boolean | undefined;
        ReadWriteType?: string | undefined;
        ExcludeManagementEventSources?: string[] | undefined;
      }[]
    | undefined;
  AdvancedEventSelectors?: { FieldSelectors: FieldSelector[] | undefined }[] | undefined;
}

interface FieldSelector {
  Field: string | undefined;
  Equals?: string[] | undefined;
  NotEquals?: string[] | undefined;
}

/**
 * Whether changing management events are logged, those of KMS among them. A selector that looks at anything else of an event is not known to let all
 * through, and counts for nothing.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export function trailLogs({ EventSelectors = [], AdvancedEventSelectors = [] }: TrailSelectors): { calls: boolean; kms: boolean } {
  const excluded = [
    ...EventSelectors.filter(({ IncludeManagementEvents, ReadWriteType }) => IncludeManagementEvents && ReadWriteType !== "ReadOnly").map(
      ({ ExcludeManagementEventSources = [] }) => ExcludeManagementEventSources,
    ),
    ...AdvancedEventSelectors.flatMap(({ FieldSelectors = [] }) => {
      if (!FieldSelectors.some(isOfManagement) || !FieldSelectors.every(letsWritesThrough)) return [];
      return [FieldSelectors.flatMap(({ Field, NotEquals = [] }) => (Field === "eventSource" ? NotEquals : []))];
    }),
  ];
  return { calls: excluded.length > 0, kms: excluded.some((sources) => !sources.includes("kms.amazonaws.com")) };
}

function isOfManagement({ Field, Equals }: FieldSelector): boolean {
  return Field === "eventCategory" && Equals?.includes("Management") === true;
}

function letsWritesThrough(selector: FieldSelector): boolean {
  const { Field, Equals, NotEquals = [], ...others } = selector;
  if (Object.values(others).some((operator) => operator !== undefined)) return false;
  switch (Field) {
    case "eventCategory":
      return isOfManagement(selector);
    case "readOnly":
      return Equals?.includes("false") !== false && !NotEquals.includes("false");
    case "eventSource":
      return Equals === undefined;
    default:
      return false;
  }
}
