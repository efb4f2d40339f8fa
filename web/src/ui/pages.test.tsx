import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { LINES_MAX } from '../call/chat';
import { BEN, World } from '../testing/world';

const button = (name: string | RegExp) => screen.findByRole('button', { name });
const gone = (name: string) => expect(screen.queryByRole('button', { name })).toBeNull();

async function lobby(world = new World()): Promise<World> {
  world.open('/c/tea');
  await world.serve();
  await screen.findByRole('button', { name: 'Join call' });
  return world;
}

async function press(world: World, name: string | RegExp): Promise<void> {
  await world.user.click(await button(name));
  await world.answer();
}

async function inCall(world = new World(), ...others: object[]): Promise<World> {
  world.participants = others;
  await lobby(world);
  await press(world, 'Join call');
  await button('Leave');
  return world;
}

describe('home', () => {
  it('New call makes a call, keeps its host key and goes there', async () => {
    const world = new World().open('/');
    await world.serve();
    await press(world, 'New call');
    expect(world.visited).toEqual(['/c/mkqt-rwzbnv-hdpc']);
    expect(Object.keys(world.preferences.read().hostKeys)).toEqual(['mkqt-rwzbnv-hdpc']);
    await button('Join call');
    expect(world.navigator.questions).toEqual([{ audio: true, video: true }]);
  });

  it.each([
    ['green tea', '/c/green%20tea'],
    ['https://call.example/c/mkqt-rwzbnv-hdpc', '/c/mkqt-rwzbnv-hdpc'],
    ['call.example:8443/c/tea?relay=1', '/c/tea'],
    ['  /c/tea ', '/c/tea'],
  ])('joins %s', async (typed, path) => {
    const world = new World().open('/');
    await world.user.type(screen.getByRole('textbox', { name: 'Call name or code' }), typed);
    await world.user.click(screen.getByRole('button', { name: 'Join' }));
    expect(world.visited).toEqual([path]);
  });

  it('does not go anywhere without a name', async () => {
    const world = new World().open('/');
    await world.user.click(screen.getByRole('button', { name: 'Join' }));
    expect(world.visited).toEqual([]);
  });

  it('lists the calls of this browser', async () => {
    const world = new World();
    world.preferences.addRecent('tea', 1);
    world.open('/');
    await world.user.click(screen.getByRole('link', { name: 'tea' }));
    expect(world.visited).toEqual(['/c/tea']);
  });

  it('says when calls are made too fast', async () => {
    const world = new World();
    world.refusals.set('createCall', 'call.rate_limited');
    await world.open('/').serve();
    await press(world, 'New call');
    expect((await screen.findByRole('alert')).textContent).toContain('Wait a minute');
  });
});

describe('before the call', () => {
  it('asks for nothing before a click when the link was opened', async () => {
    const world = await lobby();
    expect(world.navigator.questions).toEqual([]);
    await press(world, 'Turn on camera and microphone');
    expect(world.navigator.questions).toEqual([{ audio: true, video: true }]);
  });

  it('opens the preview at once where it was allowed before', async () => {
    const world = new World();
    world.navigator.permission = 'granted';
    await lobby(world);
    await world.answer();
    expect(world.navigator.questions).toHaveLength(1);
    expect(await screen.findByLabelText('Your camera')).toBeTruthy();
  });

  it('says who is inside', async () => {
    const world = new World();
    world.participants = [BEN, { ...BEN, id: 'x', name: 'Cara' }];
    await lobby(world);
    expect(await screen.findByText(/Ben and Cara are here/)).toBeTruthy();
  });

  it('joins with the name, and remembers it', async () => {
    const world = await lobby();
    await world.user.type(await screen.findByRole('textbox', { name: 'Your name' }), 'Ana');
    await press(world, 'Join call');
    await button('Leave');
    expect(world.preferences.read().name).toBe('Ana');
    expect(world.marks).toEqual(['tincan:join-pressed', 'tincan:devices-ready']);
  });

  it.each([
    ['NotAllowedError', 'Camera and microphone are blocked for this site', 'Try again'],
    ['NotReadableError', 'Another program uses your camera and microphone', 'Try again'],
    ['NotFoundError', 'No camera or microphone found', 'Look again'],
  ])('%s has its own words and one action', async (failure, heading, action) => {
    const world = new World();
    world.navigator.failures = { audio: failure, video: failure };
    await lobby(world);
    await press(world, 'Turn on camera and microphone');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(heading);
    world.navigator.failures = {};
    await world.user.click(within(alert).getByRole('button', { name: action }));
    await world.answer();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('a camera in use leaves the microphone', async () => {
    const world = new World();
    world.navigator.failures = { video: 'NotReadableError' };
    await lobby(world);
    await press(world, 'Turn on camera and microphone');
    expect((await screen.findByRole('alert')).textContent).toContain('Another program uses your camera');
    expect(await button('Mute microphone')).toBeTruthy();
  });

  it('joins without devices after they were refused', async () => {
    const world = new World();
    world.navigator.failures = { audio: 'NotAllowedError', video: 'NotAllowedError' };
    await lobby(world);
    await press(world, 'Join call');
    expect((await screen.findByRole('alert')).textContent).toContain('blocked');
    await press(world, 'Join call');
    expect(await button('Leave')).toBeTruthy();
    expect(await button('Unmute microphone')).toBeTruthy();
  });

  it('an insecure origin says how to open the page', async () => {
    const world = new World();
    world.secure = false;
    await lobby(world);
    expect((await screen.findByRole('alert')).textContent).toContain('https://');
    expect(await button('Open with https://')).toBeTruthy();
  });

  it('a server that cannot be reached is tried again, with a countdown', async () => {
    const world = new World().open('/c/tea');
    await button('Join call');
    await world.do(() => world.server.drop());
    await world.wait(3000);
    expect((await screen.findByRole('alert')).textContent).toContain('Trying again…');
    await world.wait(60_000);
    await world.do(() => world.server.drop());
    await world.wait(1000);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The server cannot be reached');
    expect(alert.textContent).toMatch(/Trying again in \d s/);
    await press(world, 'Try now');
    await world.serve();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it.each([
    ['call.not_found', 'This call does not exist', 'Back to start'],
    ['call.ended', 'This call has ended', 'Back to start'],
    ['call.name_invalid', 'This name cannot be used', 'Choose another'],
  ])('%s has a page of its own', async (code, heading, action) => {
    const world = new World();
    world.refusals.set('lookUpCall', code);
    await world.open('/c/tea').serve();
    expect(await screen.findByRole('heading', { name: heading })).toBeTruthy();
    await press(world, action);
    expect(world.visited).toEqual(['/']);
  });

  it('a full call can be tried again', async () => {
    const world = new World();
    world.refusals.set('joinCall', 'call.full');
    await lobby(world);
    await press(world, 'Join call');
    expect(await screen.findByRole('heading', { name: 'This call is full' })).toBeTruthy();
    await press(world, 'Try again');
    expect(await button('Join call')).toBeTruthy();
  });

  it('a browser without WebRTC is told so', () => {
    const world = new World();
    world.canCall = false;
    world.open('/c/tea');
    expect(screen.getByRole('heading', { name: 'This browser cannot make calls' })).toBeTruthy();
  });

  it('an address with nothing at it says so', () => {
    new World().open('/nothing');
    expect(screen.getByRole('heading', { name: 'There is nothing at this address' })).toBeTruthy();
  });
});

describe('in the call', () => {
  it('the first one is asked to invite someone', async () => {
    await inCall();
    expect(await screen.findByRole('heading', { name: 'You are the first here' })).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Link to this call' })).toHaveProperty(
      'value',
      'https://call.example/c/tea',
    );
  });

  it('shows the other with id and name, connected directly or through the relay', async () => {
    const world = await inCall(new World(), BEN);
    const [connection] = world.connections;
    await world.do(() => connection?.become('connected'));
    expect(await screen.findByText('Connected directly')).toBeTruthy();
    expect(screen.getByLabelText('Video of Ben').getAttribute('data-participant')).toBe(BEN.id);
    if (connection !== undefined) connection.relayed = true;
    await world.wait(2000);
    expect(await screen.findByText('Connected through the relay')).toBeTruthy();
  });

  it('a dot says whose link to the server is lost, and the picture stays', async () => {
    const world = await inCall(new World(), BEN);
    await world.do(() => world.connections[0]?.become('connected'));
    await world.says('participantUpdated', { participant: { ...BEN, connected: false } });
    expect(await screen.findByText('Ben is reconnecting to the server')).toBeTruthy();
    expect(screen.getByLabelText('Video of Ben').dataset.hidden).toBeUndefined();
    await world.says('participantUpdated', { participant: BEN });
    expect(screen.queryByText('Ben is reconnecting to the server')).toBeNull();
  });

  it('shows an avatar and the mute state of others', async () => {
    const world = await inCall(new World(), BEN);
    await world.says('participantUpdated', { participant: { ...BEN, media: { audio: false, video: false } } });
    expect(await screen.findByText('Ben is muted')).toBeTruthy();
    expect(screen.getByText('B')).toBeTruthy();
  });

  it('buttons carry their state in their names', async () => {
    const world = await inCall();
    await press(world, 'Mute microphone');
    await press(world, 'Unmute microphone');
    await press(world, 'Turn camera off');
    expect(world.navigator.tracks.find(({ kind }) => kind === 'video')?.stopped).toBe(true);
    await press(world, 'Turn camera on');
    expect(await button('Turn camera off')).toBeTruthy();
    expect(await button('Invite')).toBeTruthy();
    expect(await button('Chat')).toBeTruthy();
    gone('End call for everyone');
  });

  it('shortcuts work outside of text', async () => {
    const world = await inCall();
    await world.user.keyboard('m');
    expect(await button('Unmute microphone')).toBeTruthy();
    await world.user.keyboard('c');
    await world.user.type(await screen.findByRole('textbox', { name: 'Message' }), 'mmm');
    expect(await button('Unmute microphone')).toBeTruthy();
  });

  it('chat goes over the data channel, counts unread lines and links safely', async () => {
    const world = await inCall(new World(), BEN);
    const [connection] = world.connections;
    const text = 'see https://example.org/x, javascript:alert(1)';
    await world.do(() => {
      connection?.become('connected');
      connection?.channel.open();
      connection?.channel.onmessage?.({ data: JSON.stringify({ type: 'chat', id: '1', text, writtenAt: 1 }) });
      connection?.channel.onmessage?.({ data: 'nonsense' });
    });
    expect(await screen.findByText('1 unread')).toBeTruthy();
    await press(world, 'Chat');
    const link = await screen.findByRole('link', { name: 'https://example.org/x' });
    expect(link.getAttribute('rel')).toContain('noopener');
    expect(screen.getAllByRole('link')).toHaveLength(1);
    await world.user.type(screen.getByRole('textbox', { name: 'Message' }), 'hello{Enter}');
    expect(JSON.parse(connection?.channel.sent.at(-1) ?? '{}')).toMatchObject({ type: 'chat', text: 'hello' });
    await world.user.keyboard('{Escape}');
    expect(document.activeElement).toBe(await button('Chat'));
  });

  it('shows the newest line also when the chat is so full that the oldest make room', async () => {
    const world = await inCall(new World(), BEN);
    const [connection] = world.connections;
    const receive = (id: number) =>
      connection?.channel.onmessage?.({
        data: JSON.stringify({ type: 'chat', id: String(id), text: `line ${id}`, writtenAt: id }),
      });
    await world.do(() => {
      connection?.become('connected');
      connection?.channel.open();
      for (let id = 1; id <= LINES_MAX; id++) receive(id);
    });
    await press(world, 'Chat');
    const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView');
    await world.do(() => receive(LINES_MAX + 1));
    expect(await screen.findByText(`line ${LINES_MAX + 1}`)).toBeTruthy();
    expect(screen.queryByText('line 1')).toBeNull();
    expect(scrolled).toHaveBeenCalled();
  });

  it('offers an attached file to whoever is here, and lets a file of theirs be saved or not', async () => {
    const world = await inCall(new World(), BEN);
    const files = world.connections[0]?.fileChannel;
    await world.do(() => files?.open());
    await press(world, 'Chat');
    await button('Attach file');
    const picker = document.querySelector<HTMLInputElement>('input[type=file]');
    if (picker === null) throw new Error('no picker');
    await world.user.upload(picker, new File(['tea'], 'tea.txt', { type: 'text/plain' }));
    expect(await screen.findByText(/Waiting for Ben to save it/)).toBeTruthy();
    expect(JSON.parse(files?.sent[0] ?? '')).toMatchObject({ type: 'offer', name: 'tea.txt', size: 3 });

    const offer = { type: 'offer', id: '1', number: 0, name: '../ben.pdf', size: 3_200_000, mime: '' };
    await world.do(() => files?.onmessage?.({ data: JSON.stringify(offer) }));
    expect(await screen.findByText('_ben.pdf', { selector: 'p' })).toBeTruthy();
    expect(screen.getByText('3.2 MB · Not saved yet')).toBeTruthy();
    expect(await button('Save _ben.pdf')).toBeTruthy();
    await press(world, 'Cancel _ben.pdf');
    expect(await screen.findByText('3.2 MB · Canceled')).toBeTruthy();
    expect(JSON.parse(files?.sent.at(-1) ?? '')).toEqual({ type: 'cancel', id: '1' });
  }, 20_000);

  it('pasted files are offered, and dragged ones find a place to fall', async () => {
    const world = await inCall(new World(), BEN);
    const files = [new File(['x'], 'x.png', { type: 'image/png' })];
    const event = (type: string, members: object) => Object.assign(new Event(type, { bubbles: true }), members);
    const dataTransfer = { types: ['Files'], files };
    await world.do(() => void document.body.dispatchEvent(event('dragenter', { dataTransfer })));
    expect(screen.getByText(/Drop files here/)).toBeTruthy();
    await world.do(() => void document.body.dispatchEvent(event('drop', { dataTransfer })));
    expect(screen.queryByText(/Drop files here/)).toBeNull();
    expect(await screen.findByText('x.png', { selector: 'p' })).toBeTruthy();
    await world.do(() => void document.body.dispatchEvent(event('paste', { clipboardData: { files } })));
    expect(await screen.findAllByText('x.png', { selector: 'p' })).toHaveLength(2);
  }, 20_000);

  it('says that a message waits, and delivers it when the connection is there', async () => {
    const world = await inCall(new World(), BEN);
    const [connection] = world.connections;
    await press(world, 'Chat');
    await world.user.type(await screen.findByRole('textbox', { name: 'Message' }), 'hello{Enter}');
    expect(await screen.findByText('Not delivered yet')).toBeTruthy();
    await world.do(() => {
      connection?.become('connected');
      connection?.channel.open();
    });
    const sent = JSON.parse(connection?.channel.sent.find((text) => text.includes('"chat"')) ?? '{}');
    expect(sent).toMatchObject({ type: 'chat', text: 'hello' });
    expect(screen.queryByText('Not delivered yet')).toBeNull();
    const received = JSON.stringify({ type: 'chatReceived', id: sent.id });
    await world.do(() => connection?.channel.onmessage?.({ data: received }));
    await world.do(() => connection?.become('disconnected'));
    expect(screen.queryByText('Not delivered yet')).toBeNull();
  });

  it('says that it reconnects, for how long, and offers one action when it fails', async () => {
    const world = await inCall(new World(), BEN);
    const [connection] = world.connections;
    await world.do(() => connection?.become('connected'));
    await world.do(() => connection?.become('disconnected'));
    expect(await screen.findByText('Connection is shaky')).toBeTruthy();
    await world.wait(5000);
    expect(world.offers).toBeGreaterThan(1);
    expect((await screen.findAllByText(/Reconnecting… \([45] s\)/))[0]).toBeTruthy();
    await world.wait(40_000);
    expect((await screen.findAllByText('No connection to Ben'))[0]).toBeTruthy();
    expect(screen.getByText(/Neither a direct path nor the relay worked/)).toBeTruthy();
    const before = world.connections.length;
    await press(world, 'Try again');
    expect(world.connections).toHaveLength(before + 1);
  });

  it('a lost link to the server is a dot and a few words; the call goes on', async () => {
    const world = await inCall(new World(), BEN);
    await world.do(() => world.connections[0]?.become('connected'));
    await world.do(() => world.server.drop());
    await world.wait(0);
    await world.do(() => world.server.drop());
    await world.wait(4000);
    expect(await screen.findByText('Reconnecting to the server. Your call goes on.')).toBeTruthy();
    expect(screen.getByLabelText('Video of Ben')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(world.connections[0]?.connectionState).toBe('connected');
  });

  it('S32: over HTTP the link is let go of while everyone is reached, and taken up for what is to be said', async () => {
    const world = new World();
    world.server.carrier = 'http';
    await inCall(world, BEN);
    await world.do(() => {
      world.connections[0]?.become('connected');
      world.connections[0]?.channel.open();
    });
    await world.wait(10_000);
    expect(world.server.connected).toBe(false);
    expect(screen.queryByText(/Reconnecting/)).toBeNull();
    await press(world, 'Mute microphone');
    expect(world.server.connected).toBe(true);
    await world.serve({ resumed: true });
    expect(world.heard.map(({ type }) => type)).toContain('updateParticipant');
    await world.wait(5000);
    expect(world.server.connected).toBe(false);
    await world.do(() => world.connections[0]?.become('failed'));
    expect(world.server.connected).toBe(true);
  });

  it('S35: a restart that was announced is said in words of its own', async () => {
    const world = await inCall(new World(), BEN);
    await world.do(() => {
      world.server.serverSends({ type: 'goingAway' });
      world.server.flush();
      world.server.drop();
    });
    await world.wait(1000);
    expect(screen.queryByText(/Server restarting/)).toBeNull();
    await world.wait(3000);
    expect(await screen.findByText('Server restarting, the call goes on.')).toBeTruthy();
  });

  it('fresh ICE servers reach the connections', async () => {
    const world = await inCall(new World(), BEN);
    const iceServers = [{ urls: ['turn:new.example'], username: 'u', credential: 'c' }];
    await world.says('iceServers', { iceServers, expiresAt: '2026-11-21T10:00:00Z' });
    expect(world.connections[0]?.configuration.iceServers).toEqual(iceServers);
  });

  it('opened in another tab: says so, and can be taken back', async () => {
    const world = await inCall();
    await world.do(() => {
      world.server.serverSends({ type: 'fatal', code: 'session.taken_over', message: '' });
      world.server.flush();
    });
    expect(await screen.findByRole('heading', { name: 'This call is open in another tab' })).toBeTruthy();
    await press(world, 'Use this tab');
    await world.serve({ resumed: true });
    expect(screen.queryByRole('heading', { name: 'This call is open in another tab' })).toBeNull();
  });

  it('an old page is told to load again', async () => {
    const world = await lobby();
    await world.do(() => {
      world.server.serverSends({ type: 'fatal', code: 'protocol.version', message: '' });
      world.server.flush();
    });
    expect(await button('Load again')).toBeTruthy();
  });

  it('says who came and went', async () => {
    const world = await inCall();
    await world.says('participantJoined', { participant: BEN });
    expect(await screen.findByText('Ben joined')).toBeTruthy();
    await world.says('participantLeft', { participant: BEN.id, reason: 'left' });
    expect(await screen.findByText('Ben left')).toBeTruthy();
  });
});

describe('the end', () => {
  it('leaving says how long it was, closes the devices and can be undone', async () => {
    const world = await inCall();
    await world.wait(61_000);
    await press(world, 'Leave');
    expect(await screen.findByRole('heading', { name: 'You left the call' })).toBeTruthy();
    expect(screen.getByText(/1 minute/)).toBeTruthy();
    expect(world.navigator.tracks.every(({ stopped }) => stopped)).toBe(true);
    await press(world, 'Rejoin');
    expect(await button('Leave')).toBeTruthy();
  });

  it('the host ends it for everyone', async () => {
    const world = new World().open('/');
    await world.serve();
    await press(world, 'New call');
    await press(world, 'Join call');
    await press(world, 'End call for everyone');
    expect(await screen.findByRole('heading', { name: 'The call was ended' })).toBeTruthy();
  });

  it('closing the page before the call ends the session', async () => {
    const world = await lobby();
    world.server.taken();
    world.app.leave();
    expect(world.server.takenTypes()).toEqual(['bye']);
  });

  it('S32: closing the page in the call may be loading it again', async () => {
    const world = await inCall();
    world.server.taken();
    world.app.leave();
    expect(world.server.taken()).toEqual([{ type: 'detach', why: 'unload' }]);
  });
});
