"""How a worker stops: what has begun ends first, and its answer reaches the browser.

Uvicorn closes every socket the moment that it is told to stop, long before events have ended. So SIGTERM is heard here
instead; once the events under way are answered, the worker is told to stop by the other signal that Uvicorn hears.
"""

import asyncio
import signal

import reflex as rx

SECONDS = 5.0
"""How long events may take to end."""
_ON_ITS_WAY = 0.1  # seconds in which what the sockets' writers have taken up is sent


def end_events_first(app: rx.App) -> None:
    """From now on SIGTERM lets the worker's events end before it stops. Call it in the worker's event loop."""
    loop = asyncio.get_running_loop()
    stops: list[asyncio.Task[None]] = []

    def hear() -> None:
        if not stops:
            stops.append(loop.create_task(_stop(app)))

    # what comes while the worker waits is answered if it can be, and ended at least when Uvicorn stops
    app.event_processor.graceful_shutdown_timeout = SECONDS
    loop.add_signal_handler(signal.SIGTERM, hear)


async def _stop(app: rx.App) -> None:
    try:
        async with asyncio.timeout(SECONDS):
            await _all_answered(app)
    except TimeoutError:
        pass
    signal.raise_signal(signal.SIGINT)


async def _all_answered(app: rx.App) -> None:
    """Return when the events that are under way now have ended, and their answers have left."""
    begun = [future.wait_all() for future in app.event_processor._futures.values() if future.parent is None]
    await asyncio.gather(*begun, return_exceptions=True)
    if app.sio:
        await asyncio.gather(*[socket.queue.join() for socket in app.sio.eio.sockets.values()])
        await asyncio.sleep(_ON_ITS_WAY)
