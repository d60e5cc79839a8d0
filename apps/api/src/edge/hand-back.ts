/**
 * A process of its own (more-doors.ts): the socket that it is handed it hands back, as often as it is told to. It listens
 * on, which keeps it until the other side has everything and disconnects.
 */
process.on('message', (times: number, handle: unknown) => {
  for (let time = 1; time <= times; time += 1) process.send?.(time, handle as never, { keepOpen: true });
});
