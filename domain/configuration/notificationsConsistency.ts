import { repeated } from "../lists";
import { partitionOf } from "../partitions";
import { nearest } from "./nearest";
import { pathText, type Problem } from "./problems";
import { internalAccessResourceTypes, resourceTypes } from "./resourceTypes";
import type { Sections } from "./sections";

type Notifications = Sections["notifications"];
type Where = Notifications["routes"][number]["where"];

/** Names of destinations that nothing is called by, messages that reach nobody, routes that nothing takes. */
export function notificationInconsistencies(sections: Sections): Problem[] {
  return [
    ...destinationProblems(sections),
    ...namedLists(sections.notifications).flatMap(({ list, path }) => nameProblems(sections.notifications, list, path)),
    ...alarmProblems(sections.notifications),
    ...sections.notifications.routes.flatMap(({ where }, index) =>
      routeProblems(where, sections, ["notifications", "routes", index, "where"]),
    ),
    ...findingsProblems(sections),
  ];
}

function destinationProblems({ notifications: { destinations }, organization: { homeRegion } }: Sections): Problem[] {
  const partition = homeRegion === undefined ? undefined : partitionOf(homeRegion);
  const entries = Object.entries(destinations);
  const addresses = entries.map(([name, destination]) => ({ name, ...addressOf(destination) }));
  return [
    ...addresses.flatMap(({ name, kind, address }): Problem[] =>
      kind !== "sqs" || partition === undefined || address?.startsWith(`arn:${partition}:`) !== false
        ? []
        : [
            {
              path: ["notifications", "destinations", name, kind],
              message: `expected a queue of the home Region's partition, arn:${partition}:sqs:...: no topic reaches into another`,
            },
          ],
    ),
    ...repeated(addresses, ({ kind, address }) => (kind === undefined || kind === "chat" ? undefined : `${kind} ${address}`)).flatMap(
      ({ index, first }): Problem[] => {
        const [again, before] = [addresses[index], addresses[first]];
        return again?.kind === undefined || before === undefined
          ? []
          : [
              {
                path: ["notifications", "destinations", again.name, again.kind],
                message: `which notifications.destinations.${before.name} is already; keep one of the two: SNS has one subscription for both`,
              },
            ];
      },
    ),
  ];
}

function addressOf(destination: Notifications["destinations"][string]): { kind?: "sqs" | "email" | "https" | "chat"; address?: string } {
  if ("sqs" in destination && destination.sqs !== undefined) return { kind: "sqs", address: destination.sqs };
  if ("email" in destination && destination.email !== undefined) return { kind: "email", address: destination.email.toLowerCase() };
  if ("https" in destination && destination.https !== undefined) return { kind: "https", address: destination.https };
  return "chat" in destination && destination.chat !== undefined ? { kind: "chat" } : {};
}

function namedLists({ default: fallback, routes, alarms }: Notifications): { list: (string | undefined)[]; path: PropertyKey[] }[] {
  return [
    { list: fallback, path: ["notifications", "default"] },
    ...routes.map(({ to }, index) => ({ list: to, path: ["notifications", "routes", index, "to"] })),
    { list: alarms, path: ["notifications", "alarms"] },
  ];
}

function nameProblems({ destinations }: Notifications, list: readonly (string | undefined)[], path: PropertyKey[]): Problem[] {
  const names = Object.keys(destinations);
  return [
    ...list.flatMap((name, index): Problem[] => {
      if (name === undefined || names.includes(name)) return [];
      const meant = nearest(name, names);
      const known = names.length === 0 ? "there is none" : `there are: ${names.join(", ")}`;
      return [
        {
          path: [...path, index],
          message: `expected a name of notifications.destinations (${known})${meant === undefined ? "" : `; did you mean ${meant}?`}`,
        },
      ];
    }),
    ...repeated(list, (name) => name).map(({ index }) => ({
      path: [...path, index],
      message: "which stands in this list already; keep one of the two",
    })),
  ];
}

/** Alarms come from CloudWatch through a topic: nothing of the road is there to post them. */
function alarmProblems({ destinations, default: fallback, alarms }: Notifications): Problem[] {
  const takes = (name: string | undefined) => {
    const destination = name === undefined ? undefined : destinations[name];
    return destination === undefined || addressOf(destination).kind !== "https";
  };
  if (alarms.length > 0)
    return alarms.flatMap((name, index): Problem[] =>
      takes(name)
        ? []
        : [
            {
              path: ["notifications", "alarms", index],
              message: "an https destination, expected one of email, sqs or chat: alarms do not use the road that they watch",
            },
          ],
    );
  return fallback.length === 0 || fallback.some(takes)
    ? []
    : [
        {
          path: ["notifications", "alarms"],
          message:
            "expected at least one destination of email, sqs or chat: notifications.default has none, so that nobody would hear that the road is broken",
        },
      ];
}

/** What findings there are, as routes see them: findingType, whether public (undefined: not known, matches both), severity. */
const kinds: readonly { type: string; isPublic?: boolean; severity: string; resources: readonly string[] }[] = [
  ...[
    { isPublic: true, severity: "critical" },
    { isPublic: true, severity: "high" },
    { isPublic: false, severity: "high" },
    { isPublic: false, severity: "medium" },
  ].map((one) => ({ type: "ExternalAccess", resources: resourceTypes.ORGANIZATION, ...one })),
  { type: "InternalAccess", isPublic: false, severity: "low", resources: internalAccessResourceTypes },
  { type: "UnusedIAMRole", isPublic: false, severity: "low", resources: ["AWS::IAM::Role"] },
  { type: "UnusedIAMUserAccessKey", isPublic: false, severity: "medium", resources: ["AWS::IAM::User"] },
  { type: "UnusedIAMUserPassword", isPublic: false, severity: "medium", resources: ["AWS::IAM::User"] },
  { type: "UnusedPermission", isPublic: false, severity: "low", resources: resourceTypes.ORGANIZATION_UNUSED_ACCESS },
  { type: "Error", severity: "medium", resources: [] },
];
const knownTypes = [...new Set(kinds.flatMap(({ resources }) => resources))];

function routeProblems(where: Where, { regions }: Sections, path: PropertyKey[]): Problem[] {
  const { resourceType = [], findingType = [], severity = [], region = [] } = where;
  const misspelt = resourceType.flatMap((type, index): Problem[] => {
    const meant = type === undefined || knownTypes.includes(type) ? undefined : nearest(type, knownTypes);
    return meant === undefined ? [] : [{ path: [...path, "resourceType", index], message: `which no finding has; did you mean ${meant}?` }];
  });
  const excluded = regions.exclude.map(({ name }) => name);
  const isNowhere = region.length > 0 && region.every((name) => name !== undefined && excluded.includes(name));
  const isPossible = kinds.some(
    (kind) =>
      (where.public === undefined || kind.isPublic === undefined || kind.isPublic === where.public) &&
      (findingType.length === 0 || findingType.some((one) => one === undefined || one === kind.type)) &&
      (severity.length === 0 || severity.some((one) => one === undefined || one === kind.severity)) &&
      (resourceType.length === 0 ||
        kind.resources.length === 0 ||
        resourceType.some((one) => one === undefined || !knownTypes.includes(one) || kind.resources.includes(one))),
  );
  return [
    ...misspelt,
    ...(isNowhere
      ? [
          {
            path: [...path, "region"],
            message: "Regions that regions.exclude leaves without analyzers, so that the route would never match",
          },
        ]
      : []),
    ...(isPossible
      ? []
      : [
          {
            path,
            message:
              "where public, severity, findingType and resourceType exclude each other, so that the route would never match: only external access is public, critical or high, and unused access is of IAM roles and users",
          },
        ]),
  ];
}

function findingsProblems({ findings: { withinOrganization }, notifications, analyzers }: Sections): Problem[] {
  if (withinOrganization === undefined || withinOrganization === "ignore") return [];
  const path = ["findings", "withinOrganization"];
  return [
    ...(Object.keys(notifications.destinations).length + notifications.default.length > 0
      ? []
      : [{ path, message: `while there is no ${pathText(["notifications"])}: without it nothing reads findings` }]),
    ...(analyzers.account.enabled === false
      ? [{ path, message: "while analyzers.account.enabled is false: access inside the organization is seen by these analyzers alone" }]
      : []),
  ];
}
