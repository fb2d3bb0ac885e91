/** One of our drawn icons. The sprite is in the page (static/icons/sprite.svg); a word always stands beside it. */

export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" aria-hidden="true" focusable="false">
      <use href={`#i-${name}`} />
    </svg>
  );
}
