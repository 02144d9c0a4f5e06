import { fit } from "../terminal/text";

/** A column of the matrix: `eu-central-1` stands as `eu` in the upper and `c1` in the lower line of the head. */
export interface RegionColumn {
  region: string;
  area: string;
  code: string;
  width: number;
}

const directions: Record<string, string> = {
  north: "n",
  south: "s",
  east: "e",
  west: "w",
  central: "c",
  northeast: "ne",
  northwest: "nw",
  southeast: "se",
  southwest: "sw",
};

/** One column for each Region, sorted by name. An area that stands alone gets the room for its own name. */
export function regionColumns(regions: Iterable<string>): RegionColumn[] {
  const columns = [...regions].sort().map((region): RegionColumn => {
    const parts = region.split("-");
    const number = parts.pop() ?? "";
    const direction = parts.pop() ?? "";
    const code = `${directions[direction] ?? direction}${number}`;
    return { region, area: parts.join("-"), code, width: Math.max(code.length, 2) };
  });
  for (const { area, columns: group } of areas(columns)) {
    const first = group[0];
    const room = group.reduce((sum, { width }) => sum + width + 1, -1);
    if (first !== undefined && room < area.length) first.width += area.length - room;
  }
  return columns;
}

/** Both lines of the head: `ap------------- ca eu-------` over `ne1 s1 se1 se2 c1 c1 n1 w1`. */
export function headOf(columns: readonly RegionColumn[], rule: string): [string, string] {
  const upper = areas(columns).map(({ area, columns: group }) => {
    const room = group.reduce((sum, { width }) => sum + width + 1, -1);
    return area + rule.repeat(Math.max(0, room - area.length));
  });
  return [upper.join(" "), columns.map(({ code, width }) => fit(code, width)).join(" ")];
}

/** Groups of columns, each no wider than `width`; at least one, for rows without any. */
export function blocksOf(columns: readonly RegionColumn[], width: number): RegionColumn[][] {
  const blocks: RegionColumn[][] = [];
  let room = 0;
  for (const column of columns) {
    if (blocks.length === 0 || room < column.width) {
      blocks.push([]);
      room = width;
    }
    blocks.at(-1)?.push(column);
    room -= column.width + 1;
  }
  return blocks.length === 0 ? [[]] : blocks;
}

function areas(columns: readonly RegionColumn[]): { area: string; columns: RegionColumn[] }[] {
  const groups: { area: string; columns: RegionColumn[] }[] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last?.area === column.area) last.columns.push(column);
    else groups.push({ area: column.area, columns: [column] });
  }
  return groups;
}
