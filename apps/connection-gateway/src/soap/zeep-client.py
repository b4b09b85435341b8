"""A charge point of OCPP 1.5 made by zeep from the WSDL that the gateway serves.

Usage: zeep-client.py URL IDENTITY; prints the answers as one JSON object, by the names of the steps.
"""
import json
import sys
from datetime import datetime, timezone

from lxml import etree
from zeep import Client
from zeep.helpers import serialize_object
from zeep.wsa import WsAddressingPlugin

url, identity = sys.argv[1:3]
namespace = "{urn://Ocpp/Cs/2012/06/}"
client = Client(url + "?wsdl", plugins=[WsAddressingPlugin()])
service = client.create_service(namespace + "CentralSystemServiceSoap", url)
header = etree.Element(namespace + "chargeBoxIdentity")
header.text = identity
answers = {}


def at(minute):
    return datetime(2025, 6, 1, 10, minute, tzinfo=timezone.utc)


def call(operation, step=None, **payload):
    answer = service[operation](**payload, _soapheaders=[header])
    # With headers in the answer, zeep gives both.
    answer = getattr(answer, "body", answer)
    answers[step or operation] = serialize_object(answer, dict)
    return answers[step or operation]


reading = {"_value_1": "1.5", "unit": "kWh", "measurand": "Energy.Active.Import.Register"}
call("BootNotification", chargePointVendor="V", chargePointModel="M")
call("Authorize", idTag="A")
started = call("StartTransaction", connectorId=1, idTag="A", timestamp=at(0), meterStart=5)
transaction = {"connectorId": 1, "transactionId": started["transactionId"]}
call("MeterValues", "single", **transaction, values=[{"timestamp": at(5), "value": [reading]}])
values = [{"timestamp": at(minute), "value": [reading, {"_value_1": "7"}]} for minute in (10, 15)]
call("MeterValues", "list", **transaction, values=values)
call("StatusNotification", connectorId=1, status="Occupied", errorCode="NoError")
call(
    "StopTransaction",
    transactionId=started["transactionId"],
    timestamp=at(30),
    meterStop=2000,
    transactionData=[{"values": [{"timestamp": at(20), "value": [reading]}]}],
)
call("Heartbeat")
call("DataTransfer", vendorId="v", messageId="m", data="<&>")
call("DiagnosticsStatusNotification", status="Uploaded")
call("FirmwareStatusNotification", status="Installed")
print(json.dumps(answers, default=str))
