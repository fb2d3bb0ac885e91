/**
 * A dialog over the screen. Our own and not `<dialog>`, which Safari 14 lacks: focus goes in, stays in,
 * and returns to where it was; Escape closes.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

const REACHABLE = "button, input, textarea, select, a[href]";

function keepInside(sheet: HTMLElement, event: KeyboardEvent): void {
  const stops = Array.from(sheet.querySelectorAll<HTMLElement>(REACHABLE));
  const first = stops[0];
  const last = stops[stops.length - 1];
  const here = document.activeElement;
  const leaving = event.shiftKey ? here === first || !sheet.contains(here) : here === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

interface SheetProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
}

export function Sheet({ title, onClose, children }: SheetProps) {
  const sheet = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onClose();
    if (event.key === "Tab" && sheet.current) keepInside(sheet.current, event);
  };
  return (
    <div class="sheet-place">
      <div
        ref={sheet}
        class="sheet"
        role="dialog"
        aria-modal="true"
        aria-label={title}
        onKeyDown={onKeyDown}
      >
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </div>
    </div>
  );
}
