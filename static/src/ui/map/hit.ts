/** Which zone a finger means. Strips are 8 m wide: a tap counts up to half of 48 px beside them. Pure; in pixels. */
import { edgeDistance, type Point, type SignedRing } from "../../domain/geometry";
import type { Box } from "./labels";
import type { Pixel } from "./spine";

export interface Target {
  id: string;
  open: boolean;
  rings: readonly (readonly Pixel[])[];
  /** Where its name stands, if it found room. */
  name?: Box | undefined;
}

/** Pixels around a zone's edge that count as the zone: with the zone itself more than 44 each way. */
export const REACH = 24;

/** Names stand over neighbours from afar: a tap on a zone itself means more than one on another's name. */
const NAME_HANDICAP = 4;

/** 0 inside the zone, else pixels to its edge or, with the handicap, to its name. */
function away(tap: Pixel, target: Target): number {
  const rings = target.rings.map(
    (ring): SignedRing => [1, ring.map(({ x, y }): Point => [x - tap.x, y - tap.y])],
  );
  const edge = Math.max(0, edgeDistance(rings));
  const { name } = target;
  if (!name) return edge;
  const dx = Math.max(name.left - tap.x, tap.x - name.right, 0);
  const dy = Math.max(name.top - tap.y, tap.y - name.bottom, 0);
  return Math.min(edge, Math.sqrt(dx * dx + dy * dy) + NAME_HANDICAP);
}

/** The zone nearest to the tap, the open one of two at one place; undefined beyond reach. */
export function targetAt(tap: Pixel, targets: readonly Target[]): string | undefined {
  let best: { id: string; open: boolean; far: number } | undefined;
  for (const target of targets) {
    const far = away(tap, target);
    if (far > REACH) continue;
    const { id, open } = target;
    if (!best || far < best.far || (far === best.far && open && !best.open)) {
      best = { id, open, far };
    }
  }
  return best?.id;
}
