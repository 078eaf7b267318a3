"""How a worker stops: running events end first, and their results reach the browser.

Uvicorn closes every socket as soon as it gets SIGTERM, long before events have ended. So SIGTERM is handled here
instead; when the running events have ended, the worker sends itself SIGINT, the other signal on which Uvicorn stops.
"""

import asyncio
import signal

import reflex as rx

SECONDS = 5.0
"""How long events may take to end."""
_SENDING = 0.1  # seconds for the last messages: a queue is empty when its writer has taken them, not when they are sent


def end_events_first(app: rx.App) -> None:
    """From now on SIGTERM lets the worker's events end before it stops. Call it in the worker's event loop."""
    loop = asyncio.get_running_loop()
    stops: list[asyncio.Task[None]] = []

    def on_sigterm() -> None:
        if not stops:
            stops.append(loop.create_task(_stop(app)))

    # events that arrive meanwhile run if there is time; Uvicorn's stop ends them at the latest
    app.event_processor.graceful_shutdown_timeout = SECONDS
    loop.add_signal_handler(signal.SIGTERM, on_sigterm)


async def _stop(app: rx.App) -> None:
    try:
        async with asyncio.timeout(SECONDS):
            await _all_sent(app)
    except TimeoutError:
        pass
    signal.raise_signal(signal.SIGINT)


async def _all_sent(app: rx.App) -> None:
    """Return when the events that run now have ended, and their updates were sent."""
    # Reflex has no public list of running events; those with a parent are part of another one
    begun = [future.wait_all() for future in app.event_processor._futures.values() if future.parent is None]
    await asyncio.gather(*begun, return_exceptions=True)
    if app.sio:
        await asyncio.gather(*[socket.queue.join() for socket in app.sio.eio.sockets.values()])
        await asyncio.sleep(_SENDING)
