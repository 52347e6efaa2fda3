import type { Item } from '@muster/domain';
import { Group } from 'three';
import { itemColour } from '../../colours.ts';
import type { ViewWorld } from '../../types.ts';
import type { Kit } from '../kit.ts';

/** An item as what its class looks like, standing on its own origin (bottom centre). */
export const buildItem = (item: Item, world: ViewWorld, kit: Kit): Group => {
  const entity = world.entities[item.id];
  const kind = entity?.class ?? item.class;
  const colour = itemColour(item.id, kind, entity?.properties ?? {});
  const [length, width, height] = item.size;
  const parts = kit.parts();
  if (/tote|tray|basket|rack|crate$|hamper/.test(kind)) {
    const wall = Math.min(0.03, width * 0.1);
    parts.box([length, width, height * 0.12], [0, 0, height * 0.06], colour, 0.01);
    for (const side of [-1, 1]) {
      parts.box([length, wall, height], [0, side * (width / 2 - wall / 2), height / 2], colour, wall * 0.4);
      parts.box([wall, width, height], [side * (length / 2 - wall / 2), 0, height / 2], colour, wall * 0.4);
    }
    parts
      .box([length * 1.04, width * 1.05, height * 0.12], [0, 0, height * 0.9], colour, 0.012)
      .box([length * 0.9, width * 0.88, 0.01], [0, 0, height * 0.955], '#1c2127', 0.002);
    parts.box([length * 0.3, width * 1.055, height * 0.18], [0, 0, height * 0.55], '#f4f6f8', 0.004);
  } else if (/pallet$/.test(kind)) {
    for (let k = 0; k < 5; k += 1)
      parts.box([length, width * 0.14, 0.025], [0, (k / 4 - 0.5) * width * 0.86, 0.13], colour, 0.004);
    for (const x of [-0.44, 0, 0.44]) parts.box([0.1, width, 0.1], [x * length, 0, 0.06], '#8f6b3f', 0.006);
    if (height > 0.2)
      parts
        .box([length * 0.9, width * 0.88, height - 0.16], [0, 0, 0.15 + (height - 0.16) / 2], '#cfd6dc', 0.03)
        .box([length * 0.91, width * 0.3, height - 0.2], [0, 0, 0.15 + (height - 0.16) / 2], '#b4bfc9', 0.01);
  } else if (/parcel|box|carton|pack|kit/.test(kind)) {
    parts
      .box([length, width, height], [0, 0, height / 2], colour, 0.012)
      .box([length * 1.004, width * 0.16, height * 1.006], [0, 0, height / 2], '#e8ddc8', 0.004)
      .box([length * 0.34, 0.006, height * 0.34], [length * 0.2, -width / 2, height * 0.6], '#f7f7f4', 0.002);
  } else if (/drum|bottle|tube|cup|can|flask|beaker|bowl|shaft|gear|bearing|valve_part|cylinder|tape|pot/.test(kind)) {
    const radius = Math.min(length, width) / 2;
    parts.cylinder(radius, height, [0, 0, height / 2], colour);
    if (kind === 'drum')
      for (const z of [0.28, 0.66, 0.98]) parts.torus(radius * 0.99, 0.02, [0, 0, height * z], '#2c5480');
    if (/bottle|flask/.test(kind)) parts.cylinder(radius * 0.4, height * 0.2, [0, 0, height * 1.05], '#e9ecef');
  } else if (/apple|ball|teddy|toy/.test(kind))
    parts.sphere(Math.min(length, width, height) / 2, [0, 0, height / 2], colour);
  else
    parts.box(
      [length, width, height],
      [0, 0, height / 2],
      colour,
      Math.min(0.03, Math.min(length, width, height) * 0.3),
    );
  const made = new Group();
  made.add(parts.mesh());
  return made;
};
