import * as sdk from "@aws-sdk/client-cloudtrail";
import type { AdvancedEventSelector, EventSelector, Trail } from "@aws-sdk/client-cloudtrail";
import { AwsError, type Call, type Operations, type Service } from "../../service";
import type { World } from "../../world/world";
import { only } from "./only";
import { Storing, type Stored } from "./stored";

interface TrailSettings {
  bucket: string;
  isMultiRegion: boolean;
  isOrganization: boolean;
  isLogging: boolean;
  selectors: { EventSelectors?: EventSelector[]; AdvancedEventSelectors?: AdvancedEventSelector[] };
}

const trails = new Storing<TrailSettings, { Name: string } | { TrailName: string }>({
  title: "cloudtrail trail",
  arn: (name, { partition, account, region }) => `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}`,
  named(input) {
    const text = "Name" in input ? input.Name : input.TrailName;
    const [, region, account, name] = /^arn:[^:]+:cloudtrail:([^:]+):(\d{12}):trail\/(.+)$/.exec(text) ?? [];
    return name === undefined ? text : { name, region, account };
  },
  missing: (name) => new AwsError("TrailNotFoundException", `Unknown trail: ${name}`),
  invalidTags: "InvalidTagParameterException",
});

/** The trail that an organization has in its management account, as AWS recommends: it logs management events of every account and Region. */
export function seedTrail(world: World, region: string): void {
  const settings = { bucket: "organization-trail", isMultiRegion: true, isOrganization: true, isLogging: true, selectors: byDefault };
  trails.make(world, { account: world.organization.managementAccount, region }, "organization", settings);
}

/** Whether a trail logs changing calls of the service, by signing name, in that account and Region. Without one EventBridge hears of none. */
export function isLogged(world: World, place: { account: string; region: string }, service: string): boolean {
  return visible(world, place).some(({ settings }) => settings.isLogging && logsWrites(settings.selectors, `${service}.amazonaws.com`));
}

/** The account's own and the organization's, of that Region and of all. */
function visible(world: World, { account, region }: { account: string; region: string }): Stored<TrailSettings>[] {
  return trails
    .every(world)
    .filter((trail) => trail.account === account || (trail.settings.isOrganization && world.accounts.has(account)))
    .filter((trail) => trail.region === region || trail.settings.isMultiRegion);
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html */
function logsWrites({ EventSelectors = [], AdvancedEventSelectors = [] }: TrailSettings["selectors"], source: string): boolean {
  const event: Record<string, string> = { eventCategory: "Management", readOnly: "false", eventSource: source };
  return (
    EventSelectors.some(
      ({ IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources = [] }) =>
        IncludeManagementEvents && ReadWriteType !== "ReadOnly" && !ExcludeManagementEventSources.includes(source),
    ) ||
    AdvancedEventSelectors.some(({ FieldSelectors = [] }) =>
      FieldSelectors.every(({ Field = "", Equals, NotEquals }) => {
        const value = event[Field] ?? "";
        return Equals?.includes(value) !== false && !NotEquals?.includes(value);
      }),
    )
  );
}

const byDefault: TrailSettings["selectors"] = {
  EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }],
};

/** A trail that the caller sees: also one of another Region or of the organization, which he names by its ARN. */
function seen<Input extends { Name: string } | { TrailName: string }, Output>(handle: (trail: Stored<TrailSettings>) => Output) {
  return {
    authorize: (input: Input, call: Call) => ({ resource: trails.asked(input, call).resource }),
    handle(input: Input, call: Call): Output {
      const found = visible(call.world, { account: call.caller.account, region: call.region }).find(
        (trail) => trail === trails.named(input, call),
      );
      if (found) return handle(found);
      throw trails.kind.missing("Name" in input ? input.Name : input.TrailName);
    },
  };
}

const operations: Operations<typeof sdk> = {
  CreateTrail: trails.creates({
    settings(input, { world, caller }) {
      only(input, ["Name", "S3BucketName", "IsMultiRegionTrail", "IsOrganizationTrail", "IncludeGlobalServiceEvents"]);
      const { S3BucketName: bucket, IsMultiRegionTrail: isMultiRegion = false, IsOrganizationTrail: isOrganization = false } = input;
      if (isOrganization && caller.account !== world.organization.managementAccount)
        throw new AwsError("NotOrganizationMasterAccountException", "The caller is not the management account of the organization.");
      return { bucket, isMultiRegion, isOrganization, isLogging: false, selectors: byDefault };
    },
    taken(existing) {
      throw new AwsError("TrailAlreadyExistsException", `Trail ${existing.name} already exists`);
    },
    answer: (trail) => ({ Name: trail.name, TrailARN: trail.arn, S3BucketName: trail.settings.bucket }),
  }),
  DeleteTrail: trails.removes(),
  StartLogging: trails.changes(({ settings }) => void (settings.isLogging = true)),
  StopLogging: trails.changes(({ settings }) => void (settings.isLogging = false)),
  PutEventSelectors: trails.changes((trail, { EventSelectors, AdvancedEventSelectors }) => {
    trail.settings.selectors = AdvancedEventSelectors === undefined ? { EventSelectors } : { AdvancedEventSelectors };
    return { TrailARN: trail.arn, ...trail.settings.selectors };
  }),
  DescribeTrails: {
    handle(input, { world, caller, region }) {
      only(input, ["includeShadowTrails"]);
      const { includeShadowTrails = true } = input;
      const found = visible(world, { account: caller.account, region });
      return { trailList: found.filter((trail) => includeShadowTrails || trail.region === region).map(described) };
    },
  },
  GetTrailStatus: seen(({ settings: { isLogging: IsLogging } }) => ({ IsLogging })),
  GetEventSelectors: seen(({ arn, settings }) => ({ TrailARN: arn, ...settings.selectors })),
};

function described({ name, arn, region, settings }: Stored<TrailSettings>): Trail {
  const { bucket: S3BucketName, isMultiRegion: IsMultiRegionTrail, isOrganization: IsOrganizationTrail } = settings;
  return { Name: name, TrailARN: arn, HomeRegion: region, S3BucketName, IsMultiRegionTrail, IsOrganizationTrail };
}

/** AWS CloudTrail: trails and what they log; no log files. */
export const cloudTrail: Service = {
  signingName: "cloudtrail",
  protocol: "json11",
  namespace: "com.amazonaws.cloudtrail",
  sdk,
  scope: "regional",
  operations,
};
