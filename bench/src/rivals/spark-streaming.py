"""Spark Structured Streaming: Kafka -> regexp_extract -> Parquet, everything that is there, then the end.

Usage: python spark-streaming.py BROKERS TOPIC OUTPUT_FOLDER JARS_FOLDER
"""

import glob
import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

brokers, topic, output, jars = sys.argv[1:]
LINE = (
    r'^(\S+) (\S+) (\S+) \[([^\]]+)\] "([A-Z]+) (.*?)(?: (HTTP/[\d.]+))?" (\d{3}) (\d+|-)'
)

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.jars", ",".join(glob.glob(f"{jars}/*.jar")))
    .config("spark.driver.memory", "2g")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

records = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", brokers)
    .option("subscribe", topic)
    .option("startingOffsets", "earliest")
    .option("kafka.isolation.level", "read_committed")
    .option("maxOffsetsPerTrigger", 250_000)
    .load()
)
line = F.col("value").cast("string")


def field(group):
    text = F.regexp_extract(line, LINE, group)
    return F.when((text != "-") & (text != ""), text)


rows = records.where(line.rlike(LINE)).select(
    field(1).alias("host"),
    field(2).alias("ident"),
    field(3).alias("user"),
    F.to_timestamp(field(4), "dd/MMM/yyyy:HH:mm:ss Z").alias("time"),
    field(5).alias("method"),
    field(6).alias("path"),
    field(7).alias("protocol"),
    field(8).cast("int").alias("status"),
    field(9).cast("long").alias("bytes"),
    "partition",
    "offset",
)
query = (
    rows.writeStream.format("parquet")
    .option("path", output)
    .option("checkpointLocation", f"{output}.checkpoint")
    .trigger(availableNow=True)
    .start()
)
query.awaitTermination()
print(json.dumps({"batches": query.lastProgress["batchId"] + 1}))
spark.stop()
