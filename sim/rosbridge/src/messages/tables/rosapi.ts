import type { ServiceTable, TypeTables } from './table.ts';

const introspection: ServiceTable = {
  Topics: ['', 'string[] topics; string[] types'],
  TopicsForType: ['string type', 'string[] topics'],
  TopicsAndRawTypes: ['', 'string[] topics; string[] types; string[] typedefs_full_text'],
  TopicType: ['string topic', 'string type'],
  Services: ['', 'string[] services'],
  ServicesForType: ['string type', 'string[] services'],
  ServiceType: ['string service', 'string type'],
  ServiceNode: ['string service', 'string node'],
  ServiceProviders: ['string service', 'string[] providers'],
  ServiceRequestDetails: ['string type', 'TypeDef[] typedefs'],
  ServiceResponseDetails: ['string type', 'TypeDef[] typedefs'],
  MessageDetails: ['string type', 'TypeDef[] typedefs'],
  Nodes: ['', 'string[] nodes'],
  NodeDetails: ['string node', 'string[] subscribing; string[] publishing; string[] services'],
  Publishers: ['string topic', 'string[] publishers'],
  Subscribers: ['string topic', 'string[] subscribers'],
  GetActionServers: ['', 'string[] action_servers'],
  GetTime: ['', 'time time'],
  SetParam: ['string name; string value', ''],
  HasParam: ['string name', 'bool exists'],
  DeleteParam: ['string name', ''],
  GetParamNames: ['', 'string[] names'],
};

const typeDef = `
  string type; string[] fieldnames; string[] fieldtypes; int32[] fieldarraylen; string[] examples; string[] constnames
  string[] constvalues`;

function qualified(packageName: string, table: ServiceTable): ServiceTable {
  return Object.fromEntries(Object.entries(table).map(([name, layout]) => [`${packageName}/${name}`, layout]));
}

const clients = {
  'rosbridge_msgs/ConnectedClient': 'string ip_address; time connection_time',
  'rosbridge_msgs/ConnectedClients': 'ConnectedClient[] clients',
};

/** rosapi of a ROS 1 bridge: no version service, `default` as the name of a parameter's default. */
export const rosapiTypesRos1: TypeTables = {
  messages: { ...clients, 'rosapi/TypeDef': typeDef },
  services: qualified('rosapi', {
    ...introspection,
    ServiceHost: ['string service', 'string host'],
    GetParam: ['string name; string default', 'string value'],
  }),
};

const ros2Services: ServiceTable = {
  ...introspection,
  GetParam: ['string name; string default_value', 'string value'],
  GetROSVersion: ['', 'uint8 version; string distro'],
};

/** rosapi of a ROS 2 bridge; clients name its package `rosapi` as often as `rosapi_msgs`, so both are known. */
export const rosapiTypesRos2: TypeTables = {
  messages: { ...clients, 'rosapi_msgs/TypeDef': typeDef, 'rosapi/TypeDef': typeDef },
  services: { ...qualified('rosapi_msgs', ros2Services), ...qualified('rosapi', ros2Services) },
};
