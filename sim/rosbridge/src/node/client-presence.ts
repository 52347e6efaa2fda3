import type { RosGraph } from '../graph/ros-graph.ts';
import type { ClientConnection } from './client-connection.ts';

const NODE = '/rosbridge_websocket';

/** The two latched topics on which bridges tell who is connected. */
export function announceClients(
  graph: RosGraph,
  clients: ReadonlySet<ClientConnection>,
): { publish(): void; close(): void } {
  const options = { node: NODE, isLatched: true };
  const count = graph.advertise('/client_count', graph.types.spell('std_msgs/Int32', 'msg'), options);
  const list = graph.advertise(
    '/connected_clients',
    graph.types.spell('rosbridge_msgs/ConnectedClients', 'msg'),
    options,
  );
  const publish = (): void => {
    count.publish({ data: clients.size });
    list.publish({
      clients: [...clients].map((client) => ({
        ip_address: client.address,
        connection_time: client.connectedSeconds,
      })),
    });
  };
  publish();
  return {
    publish,
    close: () => {
      count.close();
      list.close();
    },
  };
}
