/** hello: whether our server is there at all, and how far its clock is from ours. No try is counted. */
import { bestEffort, type DrainPorts, type Pass } from "./pass";
import { type Hello, NetworkFailure } from "./transport";

export async function greet(
  { transport, clock, store }: Pick<DrainPorts, "transport" | "clock" | "store">,
  pass: Pass,
): Promise<Hello | undefined> {
  const sent = { wall: clock.wall(), mono: clock.mono() };
  try {
    const hello = await transport.hello();
    const wall_ms = Math.round((sent.wall + clock.wall()) / 2);
    const reading = {
      srv_offset_ms: Math.round(hello.server_ms - wall_ms),
      wall_ms,
      mono_ms: Math.round((sent.mono + clock.mono()) / 2),
      boot_id: clock.boot_id,
    };
    await bestEffort(pass, () => store.keepServerClock(reading));
    return hello;
  } catch (error) {
    if (error instanceof NetworkFailure) return undefined;
    throw error;
  }
}
